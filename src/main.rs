//! The course runner: `cargo run`, or its alias `cargo course`.

mod check;
mod cli;
mod command;
mod course;
mod editor;
mod exit;
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

// The modules of the library, which the others find as `crate::cargo` and so on.
use ::course::{
    ansi, browser, cargo, chapter, contract, error, hints, libtest, process, progress, selection, source, status,
    workspace,
};

fn main() -> ExitCode {
    cli::run()
}
