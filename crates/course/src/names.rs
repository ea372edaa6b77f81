//! The list of all tests, `tests/names.txt`: a test that a learner deletes from a check file is still expected.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::chapter::{Chapter, ChapterError, Task};

/// The tasks and tests of each chapter's folder, as `tests/names.txt` lists them.
///
/// # Examples
///
/// ```
/// use course::names::Names;
///
/// let names = Names::parse("0-a first::is_fast\n0-a second::is_right\n");
/// let tasks: Vec<_> = names.of("0-a").iter().map(|(task, _)| task.as_str()).collect();
/// assert_eq!(tasks, ["first", "second"]);
/// assert!(names.of("1-b").is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, Vec<(String, String)>>);

impl Names {
    /// Reads `tests/names.txt` in the workspace at `root`. A list that is missing is empty.
    pub fn read(root: &Path) -> Names {
        Names::parse(&fs::read_to_string(root.join("tests").join("names.txt")).unwrap_or_default())
    }

    /// Parses a list: a line is a folder, a space, and the path of a test. Skips other lines.
    pub fn parse(list: &str) -> Names {
        let mut names = Names::default();
        for line in list.lines() {
            if let Some((folder, test)) = line.split_once(' ')
                && let Some((task, test)) = test.split_once("::")
            {
                names.0.entry(folder.to_owned()).or_default().push((task.to_owned(), test.to_owned()));
            }
        }
        names
    }

    /// Returns the folders of the listed chapters.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns the listed tests of a chapter, each with its task. A chapter that is not listed has none: its author has
    /// just begun it.
    pub fn of(&self, folder: &str) -> &[(String, String)] {
        self.0.get(folder).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the listed chapters of the workspace at `root` by their numbers, without reading their check files.
    pub fn chapters(&self, root: &Path) -> Vec<Chapter> {
        let chapter = |folder| {
            let mut tasks = Vec::new();
            self.complete(folder, &mut tasks);
            let mut chapter = Chapter::new(root, folder, tasks)?;
            chapter.find_optional_tasks();
            Some(chapter)
        };
        let mut chapters: Vec<Chapter> = self.folders().filter_map(chapter).collect();
        chapters.sort_by_key(|chapter| chapter.number);
        chapters
    }

    /// Adds the listed tests of a chapter to the tasks that its check file has.
    pub(crate) fn complete(&self, folder: &str, tasks: &mut Vec<Task>) {
        for (task, test) in self.of(folder) {
            let position = tasks.iter().position(|known| known.id == *task).unwrap_or_else(|| {
                tasks.push(Task::new(task, Vec::<String>::new()));
                tasks.len() - 1
            });
            let tests = &mut tasks[position].tests;
            if !tests.contains(test) {
                tests.push(test.clone());
            }
        }
    }
}

/// Returns the text that `tests/names.txt` must have for the check files of these chapters.
///
/// # Errors
///
/// Returns an error if a check file cannot be read or does not parse.
pub fn list(chapters: &[Chapter]) -> Result<String, ChapterError> {
    let mut list = String::new();
    for chapter in chapters {
        list.push_str(&lines(&chapter.folder, &chapter.tasks_on_disk()?));
    }
    Ok(list)
}

fn lines(folder: &str, tasks: &[Task]) -> String {
    let mut lines = String::new();
    for task in tasks {
        for test in &task.tests {
            // Writing to a string never fails.
            let _ = writeln!(lines, "{folder} {}::{test}", task.id);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_chapters_are_ordered_by_number() {
        let chapters = Names::parse("10-b one::x\n2-a one::x\n2-a two::y\n2-a one::z\n").chapters(Path::new(""));
        let tasks: Vec<_> = chapters
            .iter()
            .map(|chapter| (chapter.number, chapter.tasks.iter().map(|task| task.tests.len()).collect()))
            .collect();
        assert_eq!(tasks, [(2, vec![2, 1]), (10, vec![1])]);
    }

    #[test]
    fn the_list_of_tasks_is_read_as_it_was_written() {
        let tasks = vec![Task::new("b", ["x", "in::y"]), Task::new("a", ["x"])];
        let lines = lines("0-a", &tasks);
        assert_eq!(lines, "0-a b::x\n0-a b::in::y\n0-a a::x\n");
        let mut read = Vec::new();
        Names::parse(&lines).complete("0-a", &mut read);
        assert_eq!(read, tasks);
    }
}
