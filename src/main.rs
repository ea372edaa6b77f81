//! The course runner: `cargo run`, or its alias `cargo course`.

mod cargo;
mod chapter;
mod cli;
mod contract;
mod course;
mod hints;
mod predict;
mod progress;
mod screen;
mod text;
mod verdict;
mod verify;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
