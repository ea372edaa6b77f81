//! The reference solution of a task.

use std::fs;
use std::io;
use std::path::PathBuf;

use course::chapter::{Chapter, Task};
use course::contract;
use course::source;

/// The line that pollscope prints when both recordings hold the same events.
pub(crate) const SAME: &str = "the same, event for event";

/// The text for a task whose checks record nothing.
pub(crate) const NO_PICTURE: &str = "The checks of this task compare results only: there is no picture to show.";

/// The failure to show the reference solution.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReferenceError {
    #[error("cannot read the solution of chapter {chapter}, {} (it came with the course; restore it)", .file.display())]
    Read { chapter: String, file: PathBuf, source: io::Error },
    #[error("{}:{line} does not parse: {message}. The file came with the course; restore it", .file.display())]
    Syntax { file: PathBuf, line: usize, message: String },
    #[error("`{task}` is not in the solution {}, which came with the course; restore that file", .file.display())]
    Missing { task: String, file: PathBuf },
}

/// Returns the code of a task in the solution, without the doc comments that are its contract.
pub(crate) fn code(chapter: &Chapter, task: &Task) -> Result<String, ReferenceError> {
    let file = chapter.solution_file();
    let source = fs::read_to_string(&file).map_err(|source| ReferenceError::Read {
        chapter: chapter.folder.clone(),
        file: file.clone(),
        source,
    })?;
    let pieces = source::pieces(&source).map_err(|error| ReferenceError::Syntax {
        file: file.clone(),
        line: error.line,
        message: error.message,
    })?;
    let names = contract::names(chapter, task);
    let codes: Vec<&str> =
        pieces.iter().filter(|piece| piece.is_named_in(&names)).map(|piece| piece.code.as_str()).collect();
    if codes.is_empty() { Err(ReferenceError::Missing { task: task.id.clone(), file }) } else { Ok(codes.join("\n\n")) }
}

/// Returns the folder with the recordings of the solution.
pub(crate) fn traces(chapter: &Chapter) -> PathBuf {
    chapter.solution_dir.join("traces")
}
