//! `{{#quiz NAME}}`: a question with options, from `book/quiz/NAME.toml`.
//!
//! The right answer is the output of the program `book/quiz/examples/NAME.rs`. A test runs the program and compares its
//! output with `NAME.answer`.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Directive, Sources};
use crate::html::inline;

/// An error of a question.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QuizError {
    /// A file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file of the question is not valid.
    #[error("{} is not a question", .path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// The parse error.
        source: toml::de::Error,
    },
    /// The answer is not one of the options.
    #[error(
        "book/quiz/examples/{name}.rs prints `{answer}`, which is not one of the options in {name}.toml: {options}"
    )]
    Answer {
        /// The name of the question.
        name: String,
        /// The output of the program.
        answer: String,
        /// The options.
        options: String,
    },
}

/// A question with its options.
///
/// ```
/// # fn main() -> Result<(), guide::directives::QuizError> {
/// use guide::directives::Question;
///
/// # let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/course/book/quiz"));
/// let question = Question::read(folder, "await-twice")?;
/// assert_eq!(question.position_of("await-twice", "4 s\n")?, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question, as Markdown.
    pub question: String,
    /// The options, each on one line. Words between backticks are code.
    pub options: Vec<String>,
    /// The explanation of the answer, as Markdown.
    pub why: String,
}

impl Question {
    /// Reads the question of this name from a folder.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or parsed.
    pub fn read(folder: &Path, name: &str) -> Result<Question, QuizError> {
        let path = folder.join(format!("{name}.toml"));
        toml::from_str(&read(&path)?).map_err(|source| QuizError::Parse { path, source })
    }

    /// Returns the position of an answer among the options, from 0.
    ///
    /// # Errors
    ///
    /// Fails if the answer is not one of the options.
    pub fn position_of(&self, name: &str, answer: &str) -> Result<usize, QuizError> {
        self.options.iter().position(|option| option == answer.trim_end()).ok_or_else(|| QuizError::Answer {
            name: name.to_owned(),
            answer: answer.trim_end().to_owned(),
            options: self.options.join(", "),
        })
    }
}

pub(super) fn html(sources: &Sources, directive: Directive<'_>, id: &str) -> Result<String, QuizError> {
    let (folder, name) = (sources.book_folder("quiz"), directive.arguments);
    let question = Question::read(&folder, name)?;
    let right = question.position_of(name, &read(&folder.join(format!("{name}.answer")))?)?;
    let program = read(&folder.join("examples").join(format!("{name}.rs")))?;

    let mut page = String::new();
    let _ = write!(page, "<form class=\"quiz\" data-quiz=\"{name}\" data-answer=\"{right}\">\n\n");
    let _ = write!(page, "<div id=\"quiz-{id}\" class=\"question\">\n\n{}\n\n</div>\n\n", question.question.trim());
    if let Some(shown) = anchored(&program) {
        let _ = write!(page, "```rust\n{shown}```\n\n");
    }
    let _ = write!(page, r#"<div role="radiogroup" aria-labelledby="quiz-{id}">"#);
    for (index, option) in question.options.iter().enumerate() {
        let _ = write!(
            page,
            r#"<label><input type="radio" name="quiz-{id}" value="{index}"> <span>{}</span></label>"#,
            inline(option)
        );
    }
    page.push_str("</div>");
    page.push_str(
        r#"<div class="verdict" hidden><button type="submit">Check</button><span role="status"></span></div>"#,
    );
    page.push_str("\n\n<details><summary>The answer</summary>\n\n");
    let _ = write!(page, "<p><strong>{}</strong></p>\n\n{}\n\n", inline(&question.options[right]), question.why.trim());
    page.push_str("</details>\n\n</form>");
    Ok(page)
}

/// Returns the lines between `// ANCHOR: shown` and `// ANCHOR_END: shown`, without their common indentation.
fn anchored(program: &str) -> Option<String> {
    let (_, after) = program.split_once("// ANCHOR: shown\n")?;
    let (shown, _) = after.split_once("// ANCHOR_END: shown")?;
    let lines: Vec<&str> = shown.trim_end().lines().collect();
    let indent = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let indent = indent.min().unwrap_or(0);
    let at_margin: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or("")).collect();
    Some(at_margin.join("\n") + "\n")
}

fn read(path: &Path) -> Result<String, QuizError> {
    let read = fs::read_to_string(path).map_err(|source| QuizError::Read { path: path.to_owned(), source });
    read.map(|text| text.replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shown_lines_of_a_program_are_unindented() {
        let program =
            "fn main() {\n    // ANCHOR: shown\n    if a {\n        b();\n    }\n    // ANCHOR_END: shown\n}\n";
        assert_eq!(anchored(program).as_deref(), Some("if a {\n    b();\n}\n"));
        assert_eq!(anchored("fn main() {}\n"), None);
    }

    #[test]
    fn an_answer_must_be_an_option() {
        let question =
            Question { question: String::new(), options: vec!["4 s".into(), "6 s".into()], why: String::new() };
        assert_eq!(question.position_of("a", "6 s\n").unwrap(), 1);
        let error = question.position_of("a", "5 s\n").unwrap_err().to_string();
        assert_eq!(error, "book/quiz/examples/a.rs prints `5 s`, which is not one of the options in a.toml: 4 s, 6 s");
    }
}
