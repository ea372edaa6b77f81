//! The course runner: `cargo run`, or its alias `cargo course`.

mod book;
mod check;
mod cli;
mod commands;
mod completions;
mod course;
mod doctor;
mod editor;
mod freshness;
mod json;
mod log;
mod markdown;
mod page;
mod predict;
mod reference;
mod report;
mod reset;
mod show;
mod signals;
mod watch;
mod wrap;

use std::process::ExitCode;

// The modules of the library, which the others find as `crate::cargo` and so on.
use ::course::{
    ansi, browser, cargo, chapter, contract, hints, libtest as verdict, process, progress, selection, source, status,
    workspace,
};

fn main() -> ExitCode {
    cli::run()
}
