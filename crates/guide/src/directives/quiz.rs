//! `{{#quiz NAME}}`: a question with options, from `book/quiz/NAME.toml`.
//!
//! The answer is what the program `book/quiz/NAME.rs` prints. A test runs it and keeps that in `NAME.answer`.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Directive, Folders};
use crate::html::inline;

/// Why a question cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum QuizError {
    /// A file.
    #[error("{} cannot be read: {source}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The question's form.
    #[error("{} is no question: {source}", .path.display())]
    Form {
        /// Where it is.
        path: PathBuf,
        /// What is wrong.
        source: toml::de::Error,
    },
    /// The options.
    #[error(
        "the program book/quiz/{name}.rs prints `{answer}`, and that is none of the options of {name}.toml: {options}"
    )]
    Answer {
        /// The question's name.
        name: String,
        /// What is printed.
        answer: String,
        /// What can be chosen.
        options: String,
    },
}

/// A question, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Markdown.
    pub question: String,
    /// Each a line; words between backticks are code.
    pub options: Vec<String>,
    /// Why the answer is what it is. Markdown.
    pub why: String,
}

impl Question {
    /// The question of this name in a folder.
    ///
    /// # Errors
    ///
    /// When there is none, or it is not written as questions are.
    pub fn read(folder: &Path, name: &str) -> Result<Question, QuizError> {
        let path = folder.join(format!("{name}.toml"));
        toml::from_str(&read(&path)?).map_err(|source| QuizError::Form { path, source })
    }

    /// The place of an answer among the options.
    ///
    /// # Errors
    ///
    /// When it is none of them.
    pub fn place(&self, name: &str, answer: &str) -> Result<usize, QuizError> {
        self.options.iter().position(|option| option == answer.trim_end()).ok_or_else(|| QuizError::Answer {
            name: name.to_owned(),
            answer: answer.trim_end().to_owned(),
            options: self.options.join(", "),
        })
    }
}

pub(super) fn html(folders: &Folders, directive: Directive<'_>, id: &str) -> Result<String, QuizError> {
    let (folder, name) = (folders.book.join("quiz"), directive.arguments);
    let question = Question::read(&folder, name)?;
    let right = question.place(name, &read(&folder.join(format!("{name}.answer")))?)?;
    let program = read(&folder.join(format!("{name}.rs")))?;

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

/// What stands between `// ANCHOR: shown` and `// ANCHOR_END: shown`.
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
    fn what_is_shown_of_a_program_begins_at_the_margin() {
        let program =
            "fn main() {\n    // ANCHOR: shown\n    if a {\n        b();\n    }\n    // ANCHOR_END: shown\n}\n";
        assert_eq!(anchored(program).as_deref(), Some("if a {\n    b();\n}\n"));
        assert_eq!(anchored("fn main() {}\n"), None);
    }

    #[test]
    fn an_answer_must_be_an_option() {
        let question =
            Question { question: String::new(), options: vec!["4 s".into(), "6 s".into()], why: String::new() };
        assert_eq!(question.place("a", "6 s\n").unwrap(), 1);
        let said = question.place("a", "5 s\n").unwrap_err().to_string();
        assert_eq!(
            said,
            "the program book/quiz/a.rs prints `5 s`, and that is none of the options of a.toml: 4 s, 6 s"
        );
    }
}
