//! The reference's answer to a task.

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::chapter::{Chapter, Task};
use crate::contract;
use crate::source;

/// What pollscope says where both recordings hold the same.
pub(crate) const SAME: &str = "the same, event for event";

/// What is said of a task whose checks record nothing.
pub(crate) const NO_PICTURE: &str = "The checks of this task look at results alone: there is no picture to show.";

/// Why the reference's answer cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReferenceError {
    #[error("the solution of chapter {chapter} cannot be read from {}: {source}. The course came with it: restore it.", .file.display())]
    Read { chapter: String, file: PathBuf, source: io::Error },
    #[error("the solution in {}:{line} is no Rust: {message}. The course came with it: restore it.", .file.display())]
    Syntax { file: PathBuf, line: usize, message: String },
    #[error("`{task}` is not in the solution {}. The course came with it: restore it.", .file.display())]
    Absent { task: String, file: PathBuf },
}

/// The code of a task in the solution, without the comments that are its contract.
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
    if codes.is_empty() { Err(ReferenceError::Absent { task: task.id.clone(), file }) } else { Ok(codes.join("\n\n")) }
}

/// Where the recordings of the solution are.
pub(crate) fn traces(chapter: &Chapter) -> PathBuf {
    chapter.solution_dir.join("traces")
}
