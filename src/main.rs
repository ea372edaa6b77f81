//! The course runner: `cargo run`, or its alias `cargo course`.

mod ansi;
mod book;
mod browser;
mod cargo;
mod chapter;
mod check;
mod cli;
mod commands;
mod completions;
mod contract;
mod course;
mod doctor;
mod editor;
mod freshness;
mod hints;
mod items;
mod json;
mod log;
mod markdown;
mod page;
mod predict;
mod process;
mod progress;
mod reference;
mod report;
mod reset;
mod selection;
mod show;
mod signals;
mod sources;
mod status;
mod verdict;
mod verify;
mod watch;
mod workspace;
mod wrap;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
