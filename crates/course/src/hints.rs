//! The hints of a chapter, in its `hints.md`: `## task`, and under it an ordered list.

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::chapter::{Chapter, Task};

/// The kinds of the first hints, in their order.
const KINDS: [&str; 4] = ["the direction", "the API", "the shape", "the answer"];

/// Returns the kind of a hint, whose `index` is counted from 0: `the direction`. The hints after the fourth have none.
pub fn kind(index: usize) -> Option<&'static str> {
    KINDS.get(index).copied()
}

/// Returns the title of a hint, whose `index` is counted from 0: ``Hint 1 of 3 for `seeded`: the direction``.
pub fn title(task: &Task, index: usize, all: usize) -> String {
    let kind = kind(index).map(|kind| format!(": {kind}")).unwrap_or_default();
    format!("Hint {} of {all} for `{}`{kind}", index + 1, task.id)
}

/// The error for a task without hints.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let chapter = Chapter::new(Path::new("no-such-course"), "0-async-generator", vec![task.clone()]).unwrap();
/// let error = course::hints::of(&chapter, &task).unwrap_err();
/// assert!(error.to_string().starts_with("cannot read the hints of chapter 0-async-generator from "));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HintError {
    /// The file cannot be read.
    #[error("cannot read the hints of chapter {chapter} from {}", .file.display())]
    Unreadable {
        /// The folder of the chapter.
        chapter: String,
        /// The file.
        file: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The file has no hints for the task.
    #[error("there is no hint for `{task}` in {}", .file.display())]
    None {
        /// The name of the task.
        task: String,
        /// The file.
        file: PathBuf,
    },
}

/// Reads the hints for a task, at least one, from the first to the last.
///
/// # Errors
///
/// Returns an error if the file cannot be read, or has no hints for the task.
pub fn of(chapter: &Chapter, task: &Task) -> Result<Vec<String>, HintError> {
    let file = chapter.exercise_dir.join("hints.md");
    let text = fs::read_to_string(&file).map_err(|source| HintError::Unreadable {
        chapter: chapter.folder.clone(),
        file: file.clone(),
        source,
    })?;
    let hints = hints_in(&text, &task.id);
    if hints.is_empty() { Err(HintError::None { task: task.id.clone(), file }) } else { Ok(hints) }
}

/// Returns the items of the ordered list under the heading of `task`, without their numbers and their indentation. A
/// heading is `## task`, outside of code.
///
/// # Examples
///
/// ```
/// let hints = "## one\n\n1. Look.\n2. Use\n   `x`.\n\n## two\n\n1. No.\n";
/// assert_eq!(course::hints::hints_in(hints, "one"), ["Look.", "Use\n`x`."]);
/// ```
pub fn hints_in(markdown: &str, task: &str) -> Vec<String> {
    let mut hints: Vec<String> = Vec::new();
    let (mut is_task, mut indent, mut in_code) = (false, 0, false);
    for line in markdown.lines() {
        if !in_code && let Some(heading) = line.strip_prefix("## ") {
            is_task = heading.trim().trim_matches('`') == task;
            continue;
        }
        if !is_task {
            continue;
        }
        if !in_code && let Some((number, text)) = item(line) {
            indent = number;
            hints.push(text.to_owned());
        } else if let Some(hint) = hints.last_mut() {
            let margin = line.len() - line.trim_start().len();
            let line = &line[margin.min(indent)..];
            in_code ^= line.starts_with("```");
            hint.push('\n');
            hint.push_str(line);
        }
    }
    hints.into_iter().map(|hint| hint.trim_end().to_owned()).collect()
}

/// Splits an item that is not indented, `1. text`, into the width of its number and its text.
fn item(line: &str) -> Option<(usize, &str)> {
    let (number, text) = line.split_once(". ")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some((number.len() + 2, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HINTS: &str = "# Hints\n\n## one\n\n1. The direction,\n   on two lines.\n2. The API.\n\n   ```rust\n   let a = 1;\n       ## no heading\n   ```\n\n3. The shape.\n\n## `two`\n\n1. Another. Really.\n";

    #[test]
    fn an_item_has_its_lines_and_its_code() {
        let hints = hints_in(HINTS, "one");
        assert_eq!(hints.len(), 3);
        assert_eq!(hints[0], "The direction,\non two lines.");
        assert_eq!(hints[1], "The API.\n\n```rust\nlet a = 1;\n    ## no heading\n```");
        assert_eq!(hints[2], "The shape.");
    }

    #[test]
    fn each_task_has_its_own() {
        assert_eq!(hints_in(HINTS, "two"), ["Another. Really."]);
        assert!(hints_in(HINTS, "three").is_empty());
    }
}
