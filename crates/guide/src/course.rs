//! What the guide knows of the course: its chapters and tasks, from the files that the runner reads as well.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why the course cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CourseError {
    /// A file.
    #[error("{} cannot be read: {source}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A chapter.
    #[error("there is no chapter {0}: tests/names.txt has none of this number")]
    NoChapter(String),
    /// A task.
    #[error("chapter {chapter} has no task `{task}`. It has: {known}")]
    NoTask {
        /// Its folder.
        chapter: String,
        /// What was asked for.
        task: String,
        /// What there is.
        known: String,
    },
    /// The sentence that says what a task is.
    #[error("exercises/{chapter}/README.md does not say what `{task}` is: it needs a line `1. `{task}`: ...`")]
    NoSummary {
        /// Its folder.
        chapter: String,
        /// Its name.
        task: String,
    },
}

/// A chapter, with its tasks in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// `3`
    pub number: u32,
    /// `3-concurrent-fetch`: the name of its folders, and of its page.
    pub folder: String,
    /// In the order of the checks.
    pub tasks: Vec<Task>,
}

/// A task, with its tests in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its place in the chapter, from 1.
    pub number: usize,
    /// `fetch_bounded`
    pub name: String,
    /// The names of its tests.
    pub tests: Vec<String>,
}

/// All chapters of the course at `root`, in order, as `tests/names.txt` lists them.
///
/// # Errors
///
/// When the list cannot be read.
pub fn chapters(root: &Path) -> Result<Vec<Chapter>, CourseError> {
    Ok(listed(&read(&root.join("tests/names.txt"))?))
}

fn listed(names: &str) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for line in names.lines() {
        let Some((folder, (task, test))) =
            line.split_once(' ').and_then(|(folder, path)| Some((folder, path.split_once("::")?)))
        else {
            continue;
        };
        if chapters.last().is_none_or(|chapter| chapter.folder != folder) {
            let number = folder.split('-').next().and_then(|number| number.parse().ok()).unwrap_or_default();
            chapters.push(Chapter { number, folder: folder.to_owned(), tasks: Vec::new() });
        }
        let Some(Chapter { tasks, .. }) = chapters.last_mut() else { continue };
        if tasks.last().is_none_or(|last| last.name != task) {
            tasks.push(Task { number: tasks.len() + 1, name: task.to_owned(), tests: Vec::new() });
        }
        if let Some(task) = tasks.last_mut() {
            task.tests.push(test.to_owned());
        }
    }
    chapters
}

/// The chapter of this number.
///
/// # Errors
///
/// When there is none.
pub fn chapter<'c>(chapters: &'c [Chapter], number: &str) -> Result<&'c Chapter, CourseError> {
    let found = chapters.iter().find(|chapter| number.parse() == Ok(chapter.number));
    found.ok_or_else(|| CourseError::NoChapter(number.to_owned()))
}

impl Chapter {
    /// The task of this name.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn task(&self, name: &str) -> Result<&Task, CourseError> {
        let known = || self.tasks.iter().map(|task| task.name.as_str()).collect::<Vec<_>>().join(", ");
        self.tasks.iter().find(|task| task.name == name).ok_or_else(|| CourseError::NoTask {
            chapter: self.folder.clone(),
            task: name.to_owned(),
            known: known(),
        })
    }

    /// What a task is, in the words of the chapter's README.
    pub(crate) fn summary(&self, root: &Path, task: &Task) -> Result<String, CourseError> {
        let readme = read(&root.join("exercises").join(&self.folder).join("README.md"))?;
        summary_in(&readme, &task.name)
            .ok_or_else(|| CourseError::NoSummary { chapter: self.folder.clone(), task: task.name.clone() })
    }

    /// The hints to a task, as Markdown.
    pub(crate) fn hints(&self, root: &Path, task: &Task) -> Result<Vec<String>, CourseError> {
        let hints = read(&root.join("exercises").join(&self.folder).join("hints.md"))?;
        Ok(hints_in(&hints, &task.name))
    }

    /// Where a task is defined in what a learner begins with: a line, if there is something of its name.
    pub(crate) fn line(&self, root: &Path, task: &Task) -> Option<usize> {
        let stub = fs::read_to_string(root.join("solutions").join(&self.folder).join("stub.rs")).ok()?;
        let defines = |line: &str| {
            let after = line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("pub async fn "));
            after.is_some_and(|rest| rest.starts_with(&task.name) && !rest[task.name.len()..].starts_with('_'))
        };
        Some(stub.lines().position(defines)? + 1)
    }
}

/// The item of an ordered list whose code is the task: ``1. `fetch`: one body, or what went wrong.``
fn summary_in(readme: &str, task: &str) -> Option<String> {
    let mut lines = readme.lines().skip_while(|line| {
        let item = line.split_once(". ").filter(|(number, _)| number.chars().all(|c| c.is_ascii_digit()));
        !item.is_some_and(|(_, text)| text.starts_with(&format!("`{task}`")))
    });
    let first = lines.next()?.split_once(": ")?.1;
    let rest = lines.take_while(|line| line.starts_with("   "));
    let words: Vec<&str> = std::iter::once(first).chain(rest).map(str::trim).collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    let capital = letters.next()?.to_uppercase();
    Some(capital.chain(letters).collect())
}

/// The items of the ordered list under `## task`.
fn hints_in(hints: &str, task: &str) -> Vec<String> {
    let section = hints.lines().skip_while(|line| line.strip_prefix("## ") != Some(task)).skip(1);
    let mut found: Vec<String> = Vec::new();
    for line in section.take_while(|line| !line.starts_with("## ")) {
        let item = line.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
        match (item, found.last_mut()) {
            (Some((_, text)), _) => found.push(text.to_owned()),
            (None, Some(hint)) => {
                hint.push('\n');
                hint.push_str(line.strip_prefix("   ").unwrap_or(line));
            }
            (None, None) => {}
        }
    }
    found.iter().map(|hint| hint.trim_end().to_owned()).collect()
}

fn read(path: &Path) -> Result<String, CourseError> {
    fs::read_to_string(path).map_err(|source| CourseError::Read { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_counted_within_their_chapter() {
        let chapters = listed("0-a one::x\n0-a one::y\n0-a two::x\n3-b one::z\n");
        let tasks = |chapter: &Chapter| -> Vec<(usize, String, usize)> {
            chapter.tasks.iter().map(|task| (task.number, task.name.clone(), task.tests.len())).collect()
        };
        assert_eq!(tasks(&chapters[0]), [(1, "one".into(), 2), (2, "two".into(), 1)]);
        assert_eq!((chapters[1].number, tasks(&chapters[1])), (3, vec![(1, "one".into(), 1)]));
        assert_eq!(chapter(&chapters, "3").unwrap().folder, "3-b");
        assert_eq!(
            chapters[0].task("three").unwrap_err().to_string(),
            "chapter 0-a has no task `three`. It has: one, two"
        );
    }

    #[test]
    fn a_summary_is_an_item_of_the_readme() {
        let readme = "Text.\n\n1. `one`: the first\n   of all.\n2. `one_more`, with `that`: the second.\n";
        assert_eq!(summary_in(readme, "one").as_deref(), Some("The first of all."));
        assert_eq!(summary_in(readme, "one_more").as_deref(), Some("The second."));
        assert_eq!(summary_in(readme, "two"), None);
    }

    #[test]
    fn hints_keep_their_code() {
        let hints = "## one\n\n1. Look.\n2. Use:\n   ```rust\n   x\n   ```\n\n## two\n\n1. No.\n";
        assert_eq!(hints_in(hints, "one"), ["Look.", "Use:\n```rust\nx\n```"]);
    }
}
