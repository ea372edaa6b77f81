//! `cargo author new`: writes the files of a new chapter, task or answer.
//!
//! What it writes compiles. The texts and checks that only an author can write are marked with `TODO`, and `cargo author
//! verify` lists them.

mod answer;
mod chapter;
mod files;
mod task;

use std::io;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use course::selection::SelectionError;
use course::source::ParseError;

use self::files::Files;
use crate::chapter::{Chapter, ChapterError};
use crate::cli::Outcome;
use crate::sync::{self, SyncError};

/// The kind and the name of the new thing.
#[derive(Debug, Subcommand)]
pub(crate) enum Request {
    /// A chapter: exercise, solution, checks, page of the guide, and an entry in every list
    Chapter {
        /// Number and name, such as 4-async-patterns
        name: String,
        /// Its first task; without one, it is called like the chapter
        #[arg(long, value_name = "NAME")]
        task: Option<String>,
    },
    /// A task: a function in the solution, the stub and the exercise, with checks and a place for its hints
    Task {
        /// Chapter and name, such as `1.my_task` or `1-async-comprehension/my_task`
        name: String,
        /// One of the harder tasks at the chapter's end, which no count includes
        #[arg(long)]
        optional: bool,
    },
    /// An answer for `verify`: a copy of the solution's code, to be rewritten
    Answer {
        /// Task, kind and name, such as `1.above/wrong/keeps_equal` or `1.above/right/by_fold`
        name: String,
    },
}

/// The error of something new that cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NewError {
    #[error("`{name}` is not the name of a new {what}: write it like `{example}`")]
    Form { name: String, what: &'static str, example: &'static str },
    #[error("`{name}` is not a Rust identifier in snake case, such as `fetch_all`")]
    Identifier { name: String },
    #[error("chapter {number} is `{folder}`; choose another number")]
    NumberTaken { number: u32, folder: String },
    #[error("`{folder}` has the name `{name}` already; choose another name")]
    NameTaken { folder: String, name: String },
    #[error("there is a task or public item `{name}` already; choose another name")]
    Exists { name: String },
    #[error("`{kind}` is not a kind of answer: write `right` or `wrong`, as in `1.above/wrong/keeps_equal`")]
    Kind { kind: String },
    #[error("{} exists already; nothing was written", .file.display())]
    FileExists { file: PathBuf },
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error(transparent)]
    Selection(#[from] SelectionError),
    #[error("cannot read {}", .file.display())]
    Read { file: PathBuf, source: io::Error },
    #[error("cannot write {}", .file.display())]
    Write { file: PathBuf, source: io::Error },
    #[error("{} does not parse: line {}", .file.display(), .source.line)]
    Syntax { file: PathBuf, source: ParseError },
    #[error("{} has no numbered list of tasks", .file.display())]
    NoList { file: PathBuf },
    #[error("{} has no line `mod {task} {{`, before which the checks of a required task stand", .file.display())]
    NoModule { file: PathBuf, task: String },
    #[error("the chapter is written, but not the files that are derived from it")]
    Sync(#[source] SyncError),
}

/// Writes the files, brings the derived ones in step, and prints all of them.
pub(crate) fn run(root: &Path, chapters: &[Chapter], request: &Request) -> Result<Outcome, NewError> {
    let (files, verify) = match request {
        Request::Chapter { name, task } => chapter::files(root, chapters, name, task.as_deref())?,
        Request::Task { name, optional } => task::files(chapters, name, *optional)?,
        Request::Answer { name } => answer::files(root, chapters, name)?,
    };
    for file in files.write()? {
        println!("{}: written", file.strip_prefix(root).unwrap_or(&file).display());
    }
    let (chapters, _) = Chapter::all(root)?;
    let outcome = sync::run(root, &chapters, sync::Request::default()).map_err(NewError::Sync)?;
    println!("\n`cargo author verify {verify}` lists what is still to be written.");
    Ok(outcome)
}

/// Returns the name if it can be that of a function.
fn identifier(name: &str) -> Result<&str, NewError> {
    let is_snake_case = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    // Not a keyword, and not a digit first.
    if is_snake_case && syn::parse_str::<syn::Ident>(name).is_ok() {
        Ok(name)
    } else {
        Err(NewError::Identifier { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_and_other_cases_are_no_names_of_functions() {
        for name in ["fetch_all", "_x", "x2"] {
            assert_eq!(identifier(name).unwrap(), name);
        }
        for name in ["", "2x", "async", "fetch-all", "FetchAll", "été", "a::b", "_"] {
            identifier(name).unwrap_err();
        }
    }
}
