//! `[text](task:3.fetch_bounded)`: a link to the box of a task, on the page of its chapter.

use course::chapter::Chapter;
use course::selection::{Selection, SelectionError};

const SCHEME: &str = "](task:";

/// A broken link to a task.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The target is not a chapter and a task.
    #[error("`task:{0}` is not a task: write the number of its chapter and its name, as in `task:3.fetch_bounded`")]
    Syntax(String),
    /// The course has no such task.
    #[error(transparent)]
    Selection(#[from] SelectionError),
}

/// Replaces the links to tasks with ordinary links.
///
/// # Errors
///
/// Returns the first broken link, with its line, counted from 1.
pub(super) fn resolve(chapters: &[Chapter], page: &str) -> Result<String, (usize, LinkError)> {
    let mut parts = page.split(SCHEME);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let line = result.lines().count().max(1);
        let (target, rest) = part.split_once(')').unwrap_or((part, ""));
        let found = target_page(chapters, target).map_err(|error| (line, error))?;
        result += &["](", &found, ")", rest].concat();
    }
    Ok(result)
}

fn target_page(chapters: &[Chapter], target: &str) -> Result<String, LinkError> {
    let syntax = || LinkError::Syntax(target.to_owned());
    let name = Some(target).filter(|target| target.contains('.')).ok_or_else(syntax)?;
    let Selection { chapter, task } = Selection::find(chapters, name)?;
    Ok(format!("{}.md#task-{}", chapter.folder, task.ok_or_else(syntax)?.id))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use course::names::Names;

    use super::*;

    #[test]
    fn a_task_is_found_by_its_chapter_and_its_name() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let chapters = Names::read(&root).chapters(&root);
        let page = "a [b](task:0.seeded) c\n\n[d](e.md) [f](task:0.unfolded)";
        let links = "a [b](0-async-generator.md#task-seeded) c\n\n[d](e.md) [f](0-async-generator.md#task-unfolded)";
        assert_eq!(resolve(&chapters, page).unwrap(), links);
        let (line, error) = resolve(&chapters, "\n\n[b](task:0.sown)").unwrap_err();
        assert_eq!(line, 3);
        assert!(error.to_string().starts_with("chapter 0-async-generator has no task `sown`"), "{error}");
    }
}
