//! Marks of unfinished work: `TODO` in what learners and readers of a chapter get.

use std::fs;
use std::path::{Path, PathBuf};

use super::finding::Finding;
use crate::chapter::Chapter;
use crate::source;

/// The mark that `cargo author new` leaves where only an author can go on.
const MARK: &str = "TODO";

/// A line with the mark.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unfinished(String);

/// Adds the marks in the files of a chapter to `findings`.
pub(crate) fn verify(root: &Path, chapter: &Chapter, findings: &mut Vec<Finding>) {
    for file in files(root, chapter) {
        findings.append(&mut marks(&file));
    }
}

/// Returns the marks in a file.
pub(crate) fn marks(file: &Path) -> Vec<Finding> {
    // A file that cannot be read is reported elsewhere.
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines = (1..).zip(text.lines()).filter(|(_, line)| has_mark(line));
    lines.map(|(number, line)| Finding::at(file, number, &Unfinished(line.trim().to_owned()))).collect()
}

fn files(root: &Path, chapter: &Chapter) -> Vec<PathBuf> {
    let mut files = vec![
        chapter.exercise_dir.join("README.md"),
        chapter.exercise_dir.join("hints.md"),
        chapter.stub_file(),
        chapter.solution_file(),
        chapter.check_file.clone(),
        root.join("book").join("src").join(format!("{}.md", chapter.folder)),
    ];
    files.extend(source::files_in(&chapter.exercise_dir.join("examples")));
    files.extend(source::files_in(&root.join("tests").join("answers").join(&chapter.folder)));
    files
}

/// Returns whether the mark is in a line as a word of its own.
pub(crate) fn has_mark(line: &str) -> bool {
    line.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_itself_is_a_mark() {
        assert!(has_mark("//! TODO: write it") && has_mark("todo!(\"TODO\")"));
        assert!(!has_mark("todo!(\"write it\")") && !has_mark("const TODO_LIST: u8 = 0;"));
    }
}
