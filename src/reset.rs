//! Restores the stub of a chapter or a task, and keeps the learner's version beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use course::chapter::Chapter;
use course::contract;
use course::selection::Selection;
use course::source::{self, ParseError};

/// The outcome of a reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reset {
    /// The stub is restored. `kept` is the copy of the learner's version, if there was one.
    Done { kept: Option<PathBuf> },
    /// The learner has not changed anything.
    Unchanged,
}

/// The failure to reset. The learner's file is as it was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResetError {
    #[error(
        "cannot read the stub of chapter {chapter}, {} (it came with the course; restore it)",
        .file.display()
    )]
    Stub { chapter: String, file: PathBuf, source: io::Error },
    #[error("cannot read {}", .file.display())]
    Read { file: PathBuf, source: io::Error },
    #[error("nothing was reset: cannot copy your version to {}", .file.display())]
    Keep { file: PathBuf, source: io::Error },
    #[error("cannot write {}", .file.display())]
    Write { file: PathBuf, source: io::Error },
    #[error(
        "cannot reset `{task}` alone: {}:{line} does not parse: {message}. Fix it, or reset the whole chapter: `cargo \
         course reset {chapter}`",
        .file.display()
    )]
    Syntax { task: String, chapter: u32, file: PathBuf, line: usize, message: String },
    #[error(
        "cannot reset `{task}` alone, because {} is not UTF-8 text (`cargo course reset {chapter}` resets the whole \
         chapter, and your version is kept)",
        .file.display()
    )]
    NotText { task: String, chapter: u32, file: PathBuf, source: std::str::Utf8Error },
    #[error(
        "cannot reset `{task}` alone, because {} imports another `{name}`. Remove that `use`, or reset the whole chapter \
         with `cargo course reset {chapter}`; your version is kept",
        .file.display()
    )]
    Imported { task: String, chapter: u32, file: PathBuf, name: String },
    #[error("`{task}` is not in the stub {}, which came with the course; restore that file", .file.display())]
    NotInStub { task: String, file: PathBuf },
}

/// Restores the stub of a chapter or of one of its tasks.
pub(crate) fn reset(selection: Selection) -> Result<Reset, ResetError> {
    let chapter = selection.chapter;
    let file = chapter.lib_file();
    let written = written(&file)?;
    let restored = restored(selection, written.as_deref().unwrap_or_default())?;
    if written.as_deref() == Some(restored.as_bytes()) {
        return Ok(Reset::Unchanged);
    }
    let kept = match written {
        Some(written) => Some(keep(chapter, &written)?),
        None => None,
    };
    course::fs::replace(&file, &restored).map_err(|source| ResetError::Write { file, source })?;
    Ok(Reset::Done { kept })
}

/// Returns an error if [`reset`] would fail, as far as that is known without writing anything.
pub(crate) fn can_reset(selection: Selection) -> Result<(), ResetError> {
    let written = written(&selection.chapter.lib_file())?;
    restored(selection, written.as_deref().unwrap_or_default()).map(drop)
}

/// Reads the learner's file. Returns `None` if it was deleted: a reset restores it as well.
fn written(file: &Path) -> Result<Option<Vec<u8>>, ResetError> {
    match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ResetError::Read { file: file.to_owned(), source }),
        Ok(written) => Ok(Some(written)),
    }
}

/// Returns the new content of the learner's file.
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

/// Copies the learner's version to a file named after the current time, in a folder that Git and Cargo ignore. Returns
/// that file.
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
