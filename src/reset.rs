//! Gives back what the course came with. What the learner wrote is kept beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::chapter::Chapter;
use crate::contract;
use crate::selection::Selection;
use crate::source::{self, ParseError};

/// What a reset did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reset {
    /// The learner's version is kept in this file, if there was one.
    Done { kept: Option<PathBuf> },
    /// It was as it came.
    Nothing,
}

/// Why nothing was reset. The learner's file is as it was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResetError {
    #[error(
        "the stub of chapter {chapter} cannot be read from {}: {source}. The course came with this file: restore it.",
        .file.display()
    )]
    Stub { chapter: String, file: PathBuf, source: io::Error },
    #[error("{} cannot be read: {source}", .file.display())]
    Read { file: PathBuf, source: io::Error },
    #[error("your version could not be kept in {}, so nothing was reset: {source}", .file.display())]
    Keep { file: PathBuf, source: io::Error },
    #[error("{} cannot be written: {source}", .file.display())]
    Write { file: PathBuf, source: io::Error },
    #[error(
        "`{task}` cannot be reset alone, because {}:{line} is no Rust: {message}. Mend it there, or reset the whole \
         chapter: `cargo course reset {chapter}`",
        .file.display()
    )]
    Syntax { task: String, chapter: u32, file: PathBuf, line: usize, message: String },
    #[error(
        "`{task}` cannot be reset alone, because {} is not UTF-8 text ({source}). Reset the whole chapter: `cargo course \
         reset {chapter}`; your version is kept.",
        .file.display()
    )]
    NotText { task: String, chapter: u32, file: PathBuf, source: std::str::Utf8Error },
    #[error(
        "`{task}` cannot be reset alone, because a `use` in {} brings a `{name}` from elsewhere. Remove that, or reset the \
         whole chapter: `cargo course reset {chapter}`; your version is kept.",
        .file.display()
    )]
    Imported { task: String, chapter: u32, file: PathBuf, name: String },
    #[error("`{task}` is not in the stub {}. The course came with this file: restore it.", .file.display())]
    NotInStub { task: String, file: PathBuf },
}

/// Restores the stub of a chapter, or that of one of its tasks.
pub(crate) fn reset(selection: Selection) -> Result<Reset, ResetError> {
    let chapter = selection.chapter;
    let file = chapter.lib_file();
    let written = match fs::read(&file) {
        // Whoever has deleted the file gets it back.
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        read => Some(read.map_err(|source| ResetError::Read { file: file.clone(), source })?),
    };
    let restored = restored(selection, written.as_deref().unwrap_or_default())?;
    if written.as_deref() == Some(restored.as_bytes()) {
        return Ok(Reset::Nothing);
    }
    let kept = match written {
        Some(written) => Some(keep(chapter, &written)?),
        None => None,
    };
    ::course::fs::replace(&file, &restored).map_err(|source| ResetError::Write { file, source })?;
    Ok(Reset::Done { kept })
}

/// The learner's file with the stub in it.
fn restored(selection: Selection, written: &[u8]) -> Result<String, ResetError> {
    let chapter = selection.chapter;
    let stub_file = chapter.stub_file();
    let stub = fs::read_to_string(&stub_file).map_err(|source| ResetError::Stub {
        chapter: chapter.folder.clone(),
        file: stub_file.clone(),
        source,
    })?;
    let Some(task) = selection.task.filter(|_| !written.trim_ascii().is_empty()) else { return Ok(stub) };
    let text = std::str::from_utf8(written).map_err(|source| ResetError::NotText {
        task: task.id.clone(),
        chapter: chapter.number,
        file: chapter.lib_file(),
        source,
    })?;
    let syntax = |file: &Path, error: &ParseError| ResetError::Syntax {
        task: task.id.clone(),
        chapter: chapter.number,
        file: file.to_owned(),
        line: error.line,
        message: error.message.clone(),
    };
    let names = contract::names(chapter, task);
    let pieces = source::pieces(&stub).map_err(|error| syntax(&stub_file, &error))?;
    let wanted: Vec<_> = pieces.iter().filter(|piece| piece.is_named_in(&names)).collect();
    if wanted.is_empty() {
        return Err(ResetError::NotInStub { task: task.id.clone(), file: stub_file });
    }
    let file = chapter.lib_file();
    let imported = source::imported(text).map_err(|error| syntax(&file, &error))?;
    let by_stub = source::imported(&stub).map_err(|error| syntax(&stub_file, &error))?;
    if let Some(name) = names.intersection(&imported).find(|name| !by_stub.contains(*name)) {
        let (task, name) = (task.id.clone(), name.clone());
        return Err(ResetError::Imported { task, chapter: chapter.number, file, name });
    }
    source::with_replaced(text, &wanted).map_err(|error| syntax(&file, &error))
}

/// Keeps the learner's version under the time of day, in a folder that Git and Cargo do not look at.
fn keep(chapter: &Chapter, written: &[u8]) -> Result<PathBuf, ResetError> {
    let folder = chapter.exercise_dir.join("kept");
    let time = humantime::format_rfc3339_seconds(SystemTime::now()).to_string().replace(':', "-");
    let names = std::iter::once(format!("{time}.rs")).chain((2..).map(|number| format!("{time}-{number}.rs")));
    let mut file = folder.clone();
    for name in names {
        file = folder.join(name);
        if !file.exists() {
            break;
        }
    }
    let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, written));
    kept.map_err(|source| ResetError::Keep { file: file.clone(), source })?;
    Ok(file)
}
