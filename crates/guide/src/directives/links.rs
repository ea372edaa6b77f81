//! `[text](task:3.fetch_bounded)`: a link to a task's box on the page of its chapter.

use std::path::Path;

use crate::course::{self, CourseError};

const SCHEME: &str = "](task:";

/// Why a link to a task leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Its form.
    #[error("`task:{0}` is no task: write the chapter's number and the task's name, as in `task:3.fetch_bounded`")]
    Form(String),
    /// Its target.
    #[error(transparent)]
    Course(#[from] CourseError),
}

/// The page with its links to tasks as mdBook knows links.
///
/// # Errors
///
/// The first link that leads nowhere, with its line, counted from 1.
pub(super) fn resolved(root: &Path, page: &str) -> Result<String, (usize, LinkError)> {
    let mut parts = page.split(SCHEME);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let line = result.lines().count().max(1);
        let (target, rest) = part.split_once(')').unwrap_or((part, ""));
        let found = place(root, target).map_err(|error| (line, error))?;
        result += &["](", &found, ")", rest].concat();
    }
    Ok(result)
}

fn place(root: &Path, target: &str) -> Result<String, LinkError> {
    let (chapter, task) = target.split_once('.').ok_or_else(|| LinkError::Form(target.to_owned()))?;
    let chapters = course::chapters(root)?;
    let chapter = course::chapter(&chapters, chapter)?;
    let task = chapter.task(task)?;
    Ok(format!("{}.md#task-{}", chapter.folder, task.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_found_by_its_chapter_and_its_name() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let page = "a [b](task:0.seeded) c\n\n[d](e.md) [f](task:0.unfolded)";
        let links = "a [b](0-async-generator.md#task-seeded) c\n\n[d](e.md) [f](0-async-generator.md#task-unfolded)";
        assert_eq!(resolved(&root, page).unwrap(), links);
        let (line, error) = resolved(&root, "\n\n[b](task:0.sown)").unwrap_err();
        assert_eq!(line, 3);
        assert!(error.to_string().starts_with("chapter 0-async-generator has no task `sown`"), "{error}");
    }
}
