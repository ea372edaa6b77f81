//! Findings: what is wrong with a file of the course.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

/// A finding: the file, and a sentence that says what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    file: PathBuf,
    line: Option<usize>,
    problem: String,
}

impl Finding {
    pub(crate) fn new(file: &Path, problem: &dyn Error) -> Finding {
        Finding { file: file.to_owned(), line: None, problem: problem.to_string() }
    }

    pub(crate) fn at(file: &Path, line: usize, problem: &dyn Error) -> Finding {
        Finding { line: Some(line), ..Finding::new(file, problem) }
    }

    /// Returns the finding on one line, with the path of the file from `root`.
    pub(crate) fn shown_from<'f>(&'f self, root: &'f Path) -> impl fmt::Display + 'f {
        let file = self.file.strip_prefix(root).unwrap_or(&self.file);
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{}{line}: {}", file.display(), one_line(&self.problem))
    }
}

/// Returns a number with its noun: `1 chapter`, `2 chapters`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Joins the lines of a text, and replaces runs of white space by a single space.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_that_begins_with_the_file() {
        let finding = Finding::at(Path::new("/course/a.rs"), 3, &fmt_error("no\n  such thing"));
        assert_eq!(finding.shown_from(Path::new("/course")).to_string(), "a.rs:3: no such thing");
        let finding = Finding::new(Path::new("/else/a.rs"), &fmt_error("no"));
        assert_eq!(finding.shown_from(Path::new("/course")).to_string(), "/else/a.rs: no");
    }

    fn fmt_error(text: &str) -> std::io::Error {
        std::io::Error::other(text.to_owned())
    }
}
