//! The `README.md` of a chapter: its title, its blurb, and a summary of each task.
//!
//! ```markdown
//! # Chapter 1: async comprehensions
//!
//! > `collect`, filter, map, fold; what is sequential and what is concurrent
//!
//! ## What you build
//!
//! 1. `above`: collect what passes a condition.
//!
//! ## Optional tasks
//!
//! 2. `above_all`: the same for many streams.
//! ```

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::chapter::{Chapter, Task};

/// A chapter's README.
///
/// # Examples
///
/// ```
/// use course::readme::Readme;
///
/// let readme = Readme::parse("# Chapter 1: comprehensions\n\n> What `collect` does\n\n1. `above`: collect what\n   passes.\n");
/// assert_eq!(readme.title.as_deref(), Some("comprehensions"));
/// assert_eq!(readme.blurb.as_deref(), Some("What `collect` does"));
/// assert_eq!(readme.summary("above").as_deref(), Some("Collect what passes."));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readme {
    /// The title: the heading without `Chapter N: `.
    pub title: Option<String>,
    /// The blurb: the quotation under the heading, on one line.
    pub blurb: Option<String>,
    /// The numbered tasks: those that count, and then the optional ones.
    pub tasks: Vec<Item>,
}

/// A numbered task of a README.
///
/// # Examples
///
/// ```
/// use course::readme::{OPTIONAL, Readme};
///
/// let readme = Readme::parse(&format!("# A title\n\n1. `above`: one.\n\n{OPTIONAL}\n\n2. `below`: two.\n"));
/// let tasks: Vec<_> = readme.tasks.iter().map(|item| (item.number, item.task.as_str(), item.is_optional)).collect();
/// assert_eq!(tasks, [(1, "above", false), (2, "below", true)]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The number.
    pub number: usize,
    /// The name of the task.
    pub task: String,
    /// The summary as it is written, on one line.
    pub summary: String,
    /// `true` if the task stands under the heading of the optional ones.
    pub is_optional: bool,
}

/// The heading above the tasks that are optional.
pub const OPTIONAL: &str = "## Optional tasks";

/// The error for a README that cannot be read, or lacks a task.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let root = tempfile::tempdir()?;
/// # let chapter = Chapter::new(root.path(), "0-async-generator", vec![task.clone()]).unwrap();
/// # std::fs::create_dir_all(&chapter.exercise_dir)?;
/// std::fs::write(course::readme::file(&chapter), "# Chapter 0: generators\n\n1. `mapped`: map a stream.\n")?;
/// let error = course::readme::summary(&chapter, &task).unwrap_err();
/// assert!(error.to_string().contains("does not say what `seeded` is"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadmeError {
    /// The file cannot be read.
    #[error("cannot read {}", .file.display())]
    Unreadable {
        /// The README.
        file: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// No item of the list is about the task.
    #[error("{} does not say what `{task}` is: it needs a line `1. `{task}`: ...`", .file.display())]
    NoSummary {
        /// The README.
        file: PathBuf,
        /// The name of the task.
        task: String,
    },
}

impl Readme {
    /// Reads the README of a chapter.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read.
    pub fn read(chapter: &Chapter) -> Result<Readme, ReadmeError> {
        let file = file(chapter);
        let text = fs::read_to_string(&file).map_err(|source| ReadmeError::Unreadable { file, source })?;
        Ok(Readme::parse(&text))
    }

    /// Parses the text of a README.
    pub fn parse(text: &str) -> Readme {
        let mut lines = text.lines().map(str::trim_end).skip_while(|line| line.is_empty());
        let mut readme = Readme::default();
        let Some(heading) = lines.next().and_then(|line| line.strip_prefix("# ")) else { return readme };
        let title = heading.split_once(": ").filter(|(number, _)| number.starts_with("Chapter "));
        readme.title = Some(title.map_or(heading, |(_, title)| title).to_owned());
        let lines: Vec<&str> = lines.skip_while(|line| line.is_empty()).collect();
        let blurb: Vec<&str> = lines.iter().map_while(|line| line.strip_prefix('>')).map(str::trim).collect();
        readme.blurb = (!blurb.is_empty()).then(|| blurb.join(" "));
        let (mut is_item, mut is_optional) = (false, false);
        for line in lines {
            if let Some((number, task, summary)) = item(line) {
                let (task, summary) = (task.to_owned(), summary.to_owned());
                readme.tasks.push(Item { number, task, summary, is_optional });
                is_item = true;
            } else if is_item
                && line.starts_with("   ")
                && let Some(Item { summary, .. }) = readme.tasks.last_mut()
            {
                summary.push(' ');
                summary.push_str(line.trim());
            } else {
                is_item = false;
                if line.starts_with("## ") {
                    is_optional = line == OPTIONAL;
                }
            }
        }
        readme
    }

    /// Returns the summary of a task as a sentence with a capital letter; `None` if the README has none.
    pub fn summary(&self, task: &str) -> Option<String> {
        let item = self.tasks.iter().find(|item| item.task == task)?;
        let mut letters = item.summary.chars();
        let capital = letters.next()?.to_uppercase();
        Some(capital.chain(letters).collect())
    }

    /// Returns whether a task is listed as an optional one.
    pub fn is_optional(&self, task: &str) -> bool {
        self.tasks.iter().any(|item| item.task == task && item.is_optional)
    }
}

/// Returns the summary of a task in the README of its chapter.
///
/// # Errors
///
/// Returns an error if the README cannot be read, or lacks the task.
pub fn summary(chapter: &Chapter, task: &Task) -> Result<String, ReadmeError> {
    let missing = || ReadmeError::NoSummary { file: file(chapter), task: task.id.clone() };
    Readme::read(chapter)?.summary(&task.id).ok_or_else(missing)
}

/// Returns the README of a chapter.
pub fn file(chapter: &Chapter) -> PathBuf {
    chapter.exercise_dir.join("README.md")
}

/// Splits an item of an ordered list that begins with a task: ``1. `fetch`, with `Body`: one body.``
fn item(line: &str) -> Option<(usize, &str, &str)> {
    let (number, text) = line.split_once(". ")?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let (task, rest) = text.strip_prefix('`')?.split_once('`').filter(|_| is_number)?;
    let (_, summary) = rest.split_once(": ")?;
    Some((number.parse().ok()?, task, summary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_an_item_of_the_list() {
        let readme = "# Chapter 0: a: b\n\nText.\n\n1. `one`: the first\n   of all.\n2. `one_more`, with `that`: the \
                      second.\n\n   Not this.\n";
        let readme = Readme::parse(readme);
        assert_eq!((readme.title.as_deref(), readme.blurb.as_deref()), (Some("a: b"), None));
        assert_eq!(readme.summary("one").as_deref(), Some("The first of all."));
        assert_eq!(readme.summary("one_more").as_deref(), Some("The second."));
        assert_eq!(readme.summary("two"), None);
    }

    #[test]
    fn optional_tasks_have_a_heading_of_their_own() {
        let readme = Readme::parse(
            "# A\n\n## What you build\n\n1. `one`: a.\n\n## Optional tasks\n\nHarder.\n\n2. `two`: b\n   c.\n\n## Then\n\n3. \
             `three`: d.\n",
        );
        let optional = readme.tasks.iter().filter(|item| item.is_optional);
        assert_eq!(optional.map(|item| item.task.as_str()).collect::<Vec<_>>(), ["two"]);
        assert!(readme.is_optional("two") && !readme.is_optional("three") && !readme.is_optional("four"));
        assert_eq!(readme.summary("two").as_deref(), Some("B c."));
    }

    #[test]
    fn a_blurb_may_take_several_lines() {
        let readme = Readme::parse("# A title\n\n> one\n> two\n\n> three\n");
        assert_eq!((readme.title.as_deref(), readme.blurb.as_deref()), (Some("A title"), Some("one two")));
        assert_eq!(Readme::parse("No heading"), Readme::default());
    }
}
