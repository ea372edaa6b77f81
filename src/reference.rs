//! The reference solution of a task.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use course::chapter::{Chapter, Task};
use course::contract;
use course::source::{self, ParseError, Piece};

use crate::output::Layout;
use crate::show::code::Titled;

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
    #[error("cannot read {}", .file.display())]
    ReadLearners { file: PathBuf, source: io::Error },
    #[error("{}:{line} does not parse: {message}", .file.display())]
    LearnersSyntax { file: PathBuf, line: usize, message: String },
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
    let codes = codes(chapter, task, &source).map_err(|error| ReferenceError::Syntax {
        file: file.clone(),
        line: error.line,
        message: error.message,
    })?;
    if codes.is_empty() { Err(ReferenceError::Missing { task: task.id.clone(), file }) } else { Ok(codes.join("\n\n")) }
}

/// Returns the learner's code of a task beside that of the solution.
pub(crate) fn both(layout: &Layout, chapter: &Chapter, task: &Task) -> Result<(Titled, Titled), ReferenceError> {
    let file = chapter.lib_file();
    let written =
        fs::read_to_string(&file).map_err(|source| ReferenceError::ReadLearners { file: file.clone(), source })?;
    let codes = codes(chapter, task, &written).map_err(|error| ReferenceError::LearnersSyntax {
        file: file.clone(),
        line: error.line,
        message: error.message,
    })?;
    let titled =
        |what: &str, file: &Path, code: String| Titled { title: format!("{what}, in {}", layout.path(file)), code };
    Ok((
        titled("Your code", &file, codes.join("\n\n")),
        titled("The reference's code", &chapter.solution_file(), code(chapter, task)?),
    ))
}

/// Returns the pieces of a source that belong to a task, with what they call of all that the stub does not have.
fn codes(chapter: &Chapter, task: &Task, source: &str) -> Result<Vec<String>, ParseError> {
    let names = contract::names(chapter, task);
    let stub = fs::read_to_string(chapter.stub_file()).ok().and_then(|stub| source::pieces(&stub).ok());
    let stub = stub.unwrap_or_default();
    let pieces = source::pieces(source)?;
    let mut is_shown: Vec<bool> = pieces.iter().map(|piece| piece.is_named_in(&names)).collect();
    let is_own = |piece: &Piece| !stub.iter().any(|of_stub| of_stub.key == piece.key);
    loop {
        let words: BTreeSet<&str> = pieces
            .iter()
            .zip(&is_shown)
            .filter(|(_, shown)| **shown)
            .flat_map(|(piece, _)| words(&piece.code))
            .collect();
        let next = pieces.iter().zip(&is_shown).position(|(piece, shown)| {
            !shown && is_own(piece) && piece.names.iter().any(|name| words.contains(name.as_str()))
        });
        match next {
            Some(index) => is_shown[index] = true,
            None => break,
        }
    }
    Ok(pieces.into_iter().zip(is_shown).filter(|(_, shown)| *shown).map(|(piece, _)| piece.code).collect())
}

/// Returns the words of a code.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// Returns the folder with the recordings of the solution.
pub(crate) fn traces(chapter: &Chapter) -> PathBuf {
    chapter.solution_dir.join("traces")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_task_calls_is_shown_with_it() {
        let root = tempfile::tempdir().unwrap();
        let tasks = vec![Task::new("one", ["t"]), Task::new("two", ["t"])];
        let chapter = Chapter::new(root.path(), "0-a", tasks).unwrap();
        fs::create_dir_all(&chapter.solution_dir).unwrap();
        fs::write(chapter.stub_file(), "pub fn one() {}\npub fn two() {}\n").unwrap();
        let source = "/// Its contract.\npub fn one() { helped(); two(); }\nstruct Deep;\nfn helped() -> Deep { Deep }\nfn lonely() {}\npub \
                      fn two() { lonely() }\n";
        let codes = codes(&chapter, &chapter.tasks[0], source).unwrap();
        assert_eq!(codes, ["pub fn one() { helped(); two(); }", "struct Deep;", "fn helped() -> Deep { Deep }"]);
    }
}
