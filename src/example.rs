//! The examples of an exercise: the learner's program, and the programs of predictions and review questions.
//!
//! They are built first and run then, so that trouble of the machine and compile errors are never mixed up with what a program
//! prints.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use course::cargo::{self, Built, CargoError, Diagnostic};
use course::chapter::Chapter;
use course::process::{self, Bounds, End, Source};

use crate::mtime;
use crate::output::Layout;

/// The end of an example.
#[derive(Debug)]
pub(crate) enum Ran {
    Exited(ExitStatus),
    /// It does not compile: itself, or the learner's code.
    Errors(Vec<Diagnostic>),
    Cancelled,
}

/// The failure to run an example.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExampleError {
    #[error(transparent)]
    Cargo(#[from] CargoError),
    #[error("cannot start the program {}", .program.display())]
    Run { program: PathBuf, source: io::Error },
}

/// A line while an example is built or runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExampleEvent<'l> {
    /// A line of Cargo's.
    Building(&'l str),
    /// A line that the program prints.
    Printed(Source, &'l str),
}

/// Builds and runs an example. Its pictures are drawn for `layout`.
pub(crate) fn run(
    root: &Path,
    chapter: &Chapter,
    name: &str,
    layout: &Layout,
    bounds: Bounds,
    mut on_event: impl FnMut(ExampleEvent),
) -> Result<Ran, ExampleError> {
    mtime::touch_changed(root, chapter);
    mtime::record(root, chapter);
    let on_line = |line: &str| on_event(ExampleEvent::Building(line));
    let program = match cargo::build_example(root, chapter, name, layout.color, bounds, on_line)? {
        Built::Program { program, .. } => program,
        Built::Errors(errors) => return Ok(Ran::Errors(errors)),
        Built::Cancelled => return Ok(Ran::Cancelled),
    };
    let width = layout.width.to_string();
    let mut command = Command::new(&program);
    command
        .current_dir(root)
        .env("CARGO_MANIFEST_DIR", &chapter.exercise_dir)
        .env("CARGO_PKG_NAME", &chapter.package)
        .env("RUST_BACKTRACE", "0")
        .env("COLUMNS", &width)
        .env("POLLSCOPE_WIDTH", &width)
        .env("POLLSCOPE_COLOR", if layout.color { "always" } else { "never" });
    let on_line = |source, line: &str| on_event(ExampleEvent::Printed(source, line));
    let end = process::run(&mut command, bounds, on_line).map_err(|source| ExampleError::Run { program, source })?;
    Ok(match end {
        End::Exited(status) => Ran::Exited(status),
        End::Cancelled | End::TimedOut => Ran::Cancelled,
    })
}
