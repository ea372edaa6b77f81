//! The course runner: `cargo run`, or its alias `cargo course`.
//!
//! # Layout
//!
//! | module | job |
//! |---|---|
//! | [`cli`] | parses the command line; runs a [`command`], or [`watch`] mode in a terminal |
//! | [`learner`], [`log`], [`summary`] | the learner's way through the course; chapters, tasks and progress are in the library `course` |
//! | [`check`], [`predict`], [`example`], [`reset`], [`mod@reference`], [`editor`] | the work that commands and watch mode share |
//! | [`show`] | the texts that both share, laid out by [`output`], [`markdown`] and [`wrap`] |
//! | [`mtime`] | changes that Cargo would not notice |
//! | [`power`], [`space`] | battery and disk |
//! | [`term`], [`signals`], [`exit`] | the terminal, signal handlers, the exit status |

mod check;
mod cli;
mod command;
mod editor;
mod example;
mod exit;
mod learner;
mod log;
mod markdown;
mod mtime;
mod output;
mod power;
mod predict;
mod reference;
mod reset;
mod show;
mod signals;
mod space;
mod summary;
mod term;
mod watch;
mod wrap;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
