//! The course runner: `cargo run`, or its alias `cargo course`.
//!
//! # Layout
//!
//! - [`cli`] parses the command line and runs a [`command`], or [`watch`] mode in a terminal.
//! - [`learner`] is the learner's way through the course, with the [`log`]. Chapters, tasks and progress are in the library
//!   `course`.
//! - [`check`] builds and runs the checks of tasks, [`predict`], [`reset`], [`reference`] and [`editor`] do what both the
//!   commands and watch mode need.
//! - [`show`] holds the texts that both share, laid out by [`output`], [`markdown`] and [`wrap`].
//! - [`term`], [`signals`] and [`exit`] connect the runner to the system, [`mtime`] to Cargo.

mod check;
mod cli;
mod command;
mod editor;
mod exit;
mod learner;
mod log;
mod markdown;
mod mtime;
mod output;
mod predict;
mod reference;
mod reset;
mod show;
mod signals;
mod term;
mod watch;
mod wrap;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
