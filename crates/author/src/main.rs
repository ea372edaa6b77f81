//! The author's tool: `cargo author`. No learner builds it.

mod bless;
mod ci;
mod cli;
mod new;
mod script;
mod signals;
mod sync;
mod verify;

use std::process::ExitCode;

// The modules of the library, which the others find as `crate::cargo` and so on.
use course::{cargo, chapter, contract, hints, libtest, prediction, process, source, status};

fn main() -> ExitCode {
    cli::run()
}
