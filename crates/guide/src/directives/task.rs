//! `{{#task 3 fetch_bounded}}`: the box of one task; `{{#tasks 3}}`: the boxes of a chapter, in order.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use pollscope::Trace;

use super::trace::{self, ReferenceTrace};
use super::{Directive, Folders};
use crate::course::{self, Chapter, CourseError, Task};
use crate::html::preformatted;

/// The kinds of hints, in order.
const HINT_KINDS: [&str; 3] = ["the direction", "the API", "the shape"];

/// An error of a task's box.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TaskError {
    /// An argument is missing.
    #[error("`{{{{#task}}}}` needs a chapter and a task, as in `{{{{#task 3 fetch_bounded}}}}`")]
    Arguments,
    /// The course has no such task, or cannot be read.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// The verdict on the unsolved task cannot be read.
    #[error("cannot read {}, which `BLESS=1 cargo test --test learner unsolved` writes", .path.display())]
    Unsolved {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Writes one box.
pub(super) fn one(folders: &Folders, directive: Directive<'_>) -> Result<String, TaskError> {
    let (number, name) = directive.arguments.split_once(' ').ok_or(TaskError::Arguments)?;
    let chapters = course::chapters(folders.root())?;
    let chapter = course::chapter(&chapters, number)?;
    task_box(folders, chapter, chapter.task(name.trim())?)
}

/// Writes the boxes of a chapter.
pub(super) fn all(folders: &Folders, directive: Directive<'_>) -> Result<String, TaskError> {
    let chapters = course::chapters(folders.root())?;
    let chapter = course::chapter(&chapters, directive.arguments)?;
    let boxes: Result<Vec<String>, TaskError> =
        chapter.tasks.iter().map(|task| task_box(folders, chapter, task)).collect();
    Ok(boxes?.join("\n\n"))
}

/// Writes a box as Markdown, so that the search finds it and its heading is in the table of contents.
fn task_box(folders: &Folders, chapter: &Chapter, task: &Task) -> Result<String, TaskError> {
    let root = folders.root();
    let Chapter { number, folder, .. } = chapter;
    let Task { name, number: position, .. } = task;
    let mut page = String::new();
    let _ = write!(page, "<section class=\"task\" data-task=\"{folder}/{name}\">\n\n");
    let _ = write!(page, "### {number}.{position} `{name}` {{#task-{name}}}\n\n");
    let _ = write!(page, "{} It is in {}.\n\n", chapter.summary(root, task)?, source_link(folders, chapter, task));
    let _ = write!(page, "```console\n$ cargo course check {number}.{position}\n```\n\n");

    let path = folders.book.join("unsolved").join(folder).join(format!("{name}.txt"));
    let unsolved = fs::read_to_string(&path).map_err(|source| TaskError::Unsolved { path, source })?;
    let _ = write!(
        page,
        "<details><summary>The verdict before you begin</summary><pre tabindex=\"0\">{}</pre></details>\n\n",
        preformatted(&unsolved)
    );
    for (index, hint) in chapter.hints(root, task)?.iter().enumerate() {
        let kind = HINT_KINDS.get(index).map(|kind| format!(": {kind}")).unwrap_or_default();
        let _ = write!(page, "<details><summary>Hint {}{kind}</summary>\n\n{hint}\n\n</details>\n\n", index + 1);
    }
    let recordings = recordings(folders, chapter, task);
    if !recordings.is_empty() {
        let _ = write!(page, "{}\n\n", trace::of_task(&format!("{folder}-{name}"), recordings));
    }
    page.push_str("</section>");
    Ok(page)
}

/// Names the file in which the learner writes the task, with a link if the repository is known.
fn source_link(folders: &Folders, chapter: &Chapter, task: &Task) -> String {
    let file = format!("exercises/{}/src/lib.rs", chapter.folder);
    let line = chapter.line(folders.root(), task).map(|line| format!("#L{line}")).unwrap_or_default();
    match &folders.repository {
        Some(repository) => format!("[`{file}`]({repository}/blob/main/{file}{line})"),
        None => format!("`{file}`"),
    }
}

/// Reads the recordings of the reference, in the order of the tests. A test that wraps nothing in a lane has none.
fn recordings(folders: &Folders, chapter: &Chapter, task: &Task) -> Vec<ReferenceTrace> {
    let traces = folders.root().join("solutions").join(&chapter.folder).join("traces");
    let read = |test: &String| {
        let file = format!("{}.{}.json", task.name, test.replace("::", "."));
        let trace = Trace::from_json(&fs::read_to_string(traces.join(&file)).ok()?).ok()?;
        let learners_file = format!("ex{}/{file}", chapter.folder);
        Some(ReferenceTrace { test: test.replace("::", ": ").replace('_', " "), learners_file, trace })
    };
    task.tests.iter().filter_map(read).collect()
}
