//! Predictions: short programs whose output the learner predicts before running them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::chapter::Chapter;

/// A program whose output is to be predicted: a file in `examples` of the exercise, other than
/// [the one that calls the learner's code](Chapter::play_file).
///
/// # Examples
///
/// ```
/// use course::prediction::Program;
///
/// let program = Program::parse("once".to_owned(), "//! How often?\n\nfn main() {}\n");
/// assert_eq!((program.name.as_str(), program.question.as_str()), ("once", "How often?"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The name of the example.
    pub name: String,
    /// The question: the `//!` lines.
    pub question: String,
    /// The code that the reader sees: everything but the question and the explanation.
    pub code: String,
    /// The explanation: the `//?` lines, which are shown afterwards.
    pub explanation: String,
}

/// The error for predictions that cannot be read.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let chapter = Chapter::new(Path::new("no-such-course"), "0-async-generator", vec![task.clone()]).unwrap();
/// let error = course::prediction::programs(&chapter).unwrap_err();
/// assert!(error.to_string().starts_with("chapter 0-async-generator has no predictions"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PredictionError {
    /// A file or a folder cannot be read.
    #[error("cannot read the predictions of chapter {chapter} from {}", .path.display())]
    Unreadable {
        /// The folder of the chapter.
        chapter: String,
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// There is no program.
    #[error("chapter {chapter} has no predictions: there is no program in {}", .folder.display())]
    None {
        /// The folder of the chapter.
        chapter: String,
        /// The folder of the programs.
        folder: PathBuf,
    },
}

/// The beginning of the names of review questions.
const REVIEW: &str = "review_";

/// Reads the programs with which a chapter opens, at least one, in the order of their names.
///
/// # Errors
///
/// Returns an error if a program cannot be read, or if there is none.
pub fn programs(chapter: &Chapter) -> Result<Vec<Program>, PredictionError> {
    let mut programs = all(chapter)?;
    programs.retain(|program| !program.is_review());
    if programs.is_empty() {
        let folder = chapter.exercise_dir.join("examples");
        return Err(PredictionError::None { chapter: chapter.folder.clone(), folder });
    }
    Ok(programs)
}

/// Reads the review questions at the end of a chapter, in the order of their names. A chapter may have none.
///
/// # Errors
///
/// Returns an error if a program cannot be read.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// let chapter = Chapter::new(Path::new("no-such-course"), "0-async-generator", Vec::new()).unwrap();
/// assert_eq!(course::prediction::reviews(&chapter)?, []);
/// # Ok::<(), course::prediction::PredictionError>(())
/// ```
pub fn reviews(chapter: &Chapter) -> Result<Vec<Program>, PredictionError> {
    let mut programs = all(chapter)?;
    programs.retain(Program::is_review);
    Ok(programs)
}

/// Reads all programs of a chapter except for the one that calls the learner's code.
fn all(chapter: &Chapter) -> Result<Vec<Program>, PredictionError> {
    let folder = chapter.exercise_dir.join("examples");
    let unreadable = |path: &Path, source| PredictionError::Unreadable {
        chapter: chapter.folder.clone(),
        path: path.to_owned(),
        source,
    };
    let mut files = Vec::new();
    match fs::read_dir(&folder) {
        Ok(entries) => {
            for entry in entries {
                files.push(entry.map_err(|source| unreadable(&folder, source))?.path());
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(unreadable(&folder, source)),
    }
    let play = chapter.play_file();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs") && *file != play);
    files.sort();
    let mut programs = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).map_err(|source| unreadable(&file, source))?;
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        programs.push(Program::parse(name, &source));
    }
    Ok(programs)
}

impl Program {
    /// Returns whether it is a review question at the end of its chapter: its name begins with `review_`.
    pub fn is_review(&self) -> bool {
        self.name.starts_with(REVIEW)
    }

    /// Parses the source of a program.
    ///
    /// # Examples
    ///
    /// ```
    /// use course::prediction::Program;
    ///
    /// let program = Program::parse("twice".to_owned(), "//! How often?\nfn main() {}\n//? Once.\n");
    /// assert_eq!((program.question.as_str(), program.explanation.as_str()), ("How often?", "Once."));
    /// assert_eq!(program.code, "fn main() {}");
    /// ```
    pub fn parse(name: String, source: &str) -> Program {
        let (mut question, mut code, mut explanation) = (String::new(), String::new(), String::new());
        for line in source.lines() {
            let (text, line) = if let Some(line) = line.strip_prefix("//!") {
                (&mut question, line.strip_prefix(' ').unwrap_or(line))
            } else if let Some(line) = line.trim_start().strip_prefix("//?") {
                (&mut explanation, line.strip_prefix(' ').unwrap_or(line))
            } else {
                (&mut code, line)
            };
            text.push_str(line);
            text.push('\n');
        }
        let trimmed = |text: String| text.trim_matches('\n').to_owned();
        Program { name, question: trimmed(question), code: trimmed(code), explanation: trimmed(explanation) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_learners_program_is_no_prediction() {
        let root = tempfile::tempdir().unwrap();
        let chapter = Chapter::new(root.path(), "0-a-name", Vec::new()).unwrap();
        fs::create_dir_all(chapter.play_file().parent().unwrap()).unwrap();
        fs::write(chapter.play_file(), "fn main() {}\n").unwrap();
        assert!(matches!(programs(&chapter), Err(PredictionError::None { .. })));
        fs::write(chapter.play_file().with_file_name("1_played.rs"), "fn main() {}\n").unwrap();
        let names: Vec<String> = programs(&chapter).unwrap().into_iter().map(|program| program.name).collect();
        assert_eq!(names, ["1_played"]);
    }

    #[test]
    fn review_questions_are_no_predictions() {
        let root = tempfile::tempdir().unwrap();
        let chapter = Chapter::new(root.path(), "0-a", Vec::new()).unwrap();
        let folder = chapter.exercise_dir.join("examples");
        fs::create_dir_all(&folder).unwrap();
        for name in ["play", "review_1_again", "1_first", "2_next"] {
            fs::write(folder.join(format!("{name}.rs")), "").unwrap();
        }
        let names = |programs: Vec<Program>| programs.into_iter().map(|program| program.name).collect::<Vec<_>>();
        assert_eq!(names(programs(&chapter).unwrap()), ["1_first", "2_next"]);
        assert_eq!(names(reviews(&chapter).unwrap()), ["review_1_again"]);
    }

    #[test]
    fn a_program_has_a_question_and_an_explanation() {
        let source = "//! What is printed?\n//!\n//! And when?\n\nfn main() {\n    //? Not here.\n    f();\n}\n\n//? Because\n//? of it.\n";
        let program = Program::parse("a".to_owned(), source);
        assert_eq!(program.question, "What is printed?\n\nAnd when?");
        assert_eq!(program.code, "fn main() {\n    f();\n}");
        assert_eq!(program.explanation, "Not here.\nBecause\nof it.");
    }
}
