//! The names of chapters and tasks on the command line: `0`, `0-async-generator`, `0.2`, `async-generator/seeded`, `seeded`.

use crate::chapter::{self, Chapter, ChapterError, Task};

/// A chapter, or one of its tasks.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use course::chapter::{Chapter, Task};
/// use course::selection::Selection;
///
/// let tasks = vec![Task::new("seeded", ["is_fast"])];
/// let chapters: Vec<_> = Chapter::new(Path::new("/course"), "0-async-generator", tasks).into_iter().collect();
/// for name in ["0.1", "0/seeded", "async-generator.seeded", "seeded"] {
///     let selection = Selection::find(&chapters, name)?;
///     assert_eq!(selection.task, Some(&chapters[0].tasks[0]));
/// }
/// assert_eq!(Selection::find(&chapters, "0")?.task, None);
/// # Ok::<(), course::selection::SelectionError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Selection<'c> {
    /// The chapter.
    pub chapter: &'c Chapter,
    /// The task; `None` for the whole chapter.
    pub task: Option<&'c Task>,
}

/// The error for a name that no chapter or task has.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let chapters: Vec<_> = Chapter::new(Path::new("/course"), "0-async-generator", vec![task]).into_iter().collect();
/// let error = course::selection::Selection::find(&chapters, "0/mapped").unwrap_err();
/// assert!(error.to_string().starts_with("chapter 0-async-generator has no task `mapped`. It has:\n"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SelectionError {
    /// No chapter has this name or number.
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    /// Neither a chapter nor a task has this name.
    #[error("there is no chapter or task `{name}`. The chapters are:\n{}", .chapters.iter().map(|folder| format!("  {folder}")).collect::<Vec<_>>().join("\n"))]
    Neither {
        /// The name.
        name: String,
        /// The folders of all chapters.
        chapters: Vec<String>,
    },
    /// The chapter has no task of this name.
    #[error("chapter {chapter} has no task `{name}`. It has:\n{}", .known.join("\n"))]
    Task {
        /// The folder of the chapter.
        chapter: String,
        /// The name.
        name: String,
        /// The tasks of the chapter, with their numbers.
        known: Vec<String>,
    },
}

impl<'c> Selection<'c> {
    /// Finds the chapter or task called `name`. A task has its number in the chapter, from 1, and its name; the name alone
    /// is enough unless a chapter has the same.
    ///
    /// # Errors
    ///
    /// Returns an error that lists the known names if there is no such chapter or task.
    pub fn find(chapters: &'c [Chapter], name: &str) -> Result<Selection<'c>, SelectionError> {
        if let Some((chapter, task)) = name.split_once(['.', '/']) {
            let chapter = chapter::find(chapters, chapter)?;
            return Ok(Selection { chapter, task: Some(task_of(chapter, task)?) });
        }
        let chapter = match chapter::find(chapters, name) {
            Ok(chapter) => chapter,
            Err(unknown) => {
                let task = |chapter: &'c Chapter| Some((chapter, chapter.tasks.iter().find(|task| task.id == name)?));
                let found = chapters.iter().find_map(task).ok_or_else(|| match unknown {
                    // A number is never a task's name.
                    ChapterError::Unknown { name, known } if name.parse::<u32>().is_err() => {
                        SelectionError::Neither { name, chapters: known }
                    }
                    unknown => unknown.into(),
                });
                let (chapter, task) = found?;
                return Ok(Selection { chapter, task: Some(task) });
            }
        };
        Ok(Selection { chapter, task: None })
    }

    /// Returns the selected tasks: the one, or all of the chapter.
    pub fn tasks(&self) -> Vec<&'c Task> {
        self.task.map_or_else(|| self.chapter.tasks.iter().collect(), |task| vec![task])
    }
}

fn task_of<'c>(chapter: &'c Chapter, name: &str) -> Result<&'c Task, SelectionError> {
    let mut tasks = (1..).zip(&chapter.tasks);
    let found = tasks.find(|(number, task): &(usize, _)| task.id == name || number.to_string() == name);
    found.map(|(_, task)| task).ok_or_else(|| SelectionError::Task {
        chapter: chapter.folder.clone(),
        name: name.to_owned(),
        known: (1..).zip(&chapter.tasks).map(|(number, task): (usize, _)| format!("  {number}  {}", task.id)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn chapters() -> Vec<Chapter> {
        let task = |id: &str| Task::new(id, ["t"]);
        vec![
            Chapter::new(Path::new(""), "0-first", vec![task("first"), task("second")]).unwrap(),
            Chapter::new(Path::new(""), "1-last", vec![task("third")]).unwrap(),
        ]
    }

    fn found(name: &str) -> String {
        let chapters = chapters();
        match Selection::find(&chapters, name) {
            Ok(Selection { chapter, task }) => {
                format!("{} {}", chapter.number, task.map_or("all", |task| task.id.as_str()))
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_task_is_called_by_number_or_name() {
        for name in ["0.2", "0/2", "0.second", "0-first/second", "first.second", "second"] {
            assert_eq!(found(name), "0 second", "{name}");
        }
    }

    #[test]
    fn a_chapter_goes_before_a_task_of_the_same_name() {
        assert_eq!(found("first"), "0 all");
        assert_eq!(found("1"), "1 all");
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        assert_eq!(found("0.3"), "chapter 0-first has no task `3`. It has:\n  1  first\n  2  second");
        assert!(found("2.1").contains("no chapter `2`"), "{}", found("2.1"));
        assert!(found("7").contains("no chapter `7`"), "{}", found("7"));
        assert_eq!(found("nothing"), "there is no chapter or task `nothing`. The chapters are:\n  0-first\n  1-last");
    }
}
