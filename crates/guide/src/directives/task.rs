//! `{{#task 3 fetch_bounded}}`: the box of one task; `{{#tasks 3}}`: the boxes of a chapter, in order.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use course::chapter::{self, Chapter, ChapterError, Task};
use course::hints::{self, HintError};
use course::readme::{self, ReadmeError};
use course::selection::{Selection, SelectionError};
use course::source::{Kind, public_items};
use pollscope::Trace;

use super::trace::{self, ReferenceTrace};
use super::{Directive, Sources};
use crate::html::preformatted;

/// An error of a task's box.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TaskError {
    /// An argument is missing.
    #[error("`{{{{#task}}}}` needs a chapter and a task, as in `{{{{#task 3 fetch_bounded}}}}`")]
    Arguments,
    /// The course has no such chapter.
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    /// The course has no such task.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The README of the chapter does not describe the task.
    #[error(transparent)]
    Readme(#[from] ReadmeError),
    /// The hints cannot be read.
    #[error(transparent)]
    Hint(#[from] HintError),
    /// The verdict on the unsolved task cannot be read.
    #[error("cannot read {}, which `cargo author bless unsolved` writes", .path.display())]
    Unsolved {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// The text above the boxes of the optional tasks.
const OPTIONAL: &str = "## Optional tasks {#optional-tasks}\n\nThese are harder, and outside of the count. They are checked \
                        in the same way.";

/// Writes one box.
pub(super) fn one(sources: &Sources, directive: Directive<'_>) -> Result<String, TaskError> {
    let (chapter, task) = directive.arguments.split_once(' ').ok_or(TaskError::Arguments)?;
    let selection = Selection::find(&sources.chapters, &format!("{chapter}.{}", task.trim()))?;
    task_box(sources, selection.chapter, selection.task.ok_or(TaskError::Arguments)?)
}

/// Writes the boxes of a chapter, those of the optional tasks last and under a heading of their own.
pub(super) fn all(sources: &Sources, directive: Directive<'_>) -> Result<String, TaskError> {
    let chapter = chapter::find(&sources.chapters, directive.arguments)?;
    let mut boxes = Vec::new();
    for task in chapter.required_tasks() {
        boxes.push(task_box(sources, chapter, task)?);
    }
    for (index, task) in chapter.optional_tasks().enumerate() {
        if index == 0 {
            boxes.push(OPTIONAL.to_owned());
        }
        boxes.push(task_box(sources, chapter, task)?);
    }
    Ok(boxes.join("\n\n"))
}

/// Writes a box as Markdown, so that the search finds it and its heading is in the table of contents.
fn task_box(sources: &Sources, chapter: &Chapter, task: &Task) -> Result<String, TaskError> {
    let Chapter { number, folder, .. } = chapter;
    let name = &task.id;
    let position = 1 + chapter.tasks.iter().take_while(|other| other.id != *name).count();
    let mut page = String::new();
    let _ = write!(page, "<section class=\"task\" data-task=\"{}\">\n\n", chapter.key(task));
    let _ = write!(page, "### {number}.{position} `{name}` {{#task-{name}}}\n\n");
    let _ = write!(page, "{} It is in {}.\n\n", readme::summary(chapter, task)?, source_link(sources, chapter, task));
    let _ = write!(page, "```console\n$ cargo course check {number}.{position}\n```\n\n");

    let path = sources.book_folder("unsolved").join(folder).join(format!("{name}.txt"));
    let unsolved = fs::read_to_string(&path).map_err(|source| TaskError::Unsolved { path, source })?;
    let _ = write!(
        page,
        "<details><summary>The verdict before you begin</summary><pre tabindex=\"0\">{}</pre></details>\n\n",
        preformatted(&unsolved)
    );
    for (index, hint) in hints::of(chapter, task)?.iter().enumerate() {
        let kind = hints::kind(index).map(|kind| format!(": {kind}")).unwrap_or_default();
        let _ = write!(page, "<details><summary>Hint {}{kind}</summary>\n\n{hint}\n\n</details>\n\n", index + 1);
    }
    let recordings = recordings(chapter, task);
    if !recordings.is_empty() {
        let _ = write!(page, "{}\n\n", trace::of_task(&format!("{folder}-{name}"), recordings));
    }
    page.push_str("</section>");
    Ok(page)
}

/// Names the file in which the learner writes the task, with a link if the repository is known.
fn source_link(sources: &Sources, chapter: &Chapter, task: &Task) -> String {
    let file = format!("exercises/{}/src/lib.rs", chapter.folder);
    let Some(repository) = &sources.repository else { return format!("`{file}`") };
    let line = line_of(chapter, task).map(|line| format!("#L{line}")).unwrap_or_default();
    format!("[`{file}`]({repository}/blob/main/{file}{line})")
}

/// Returns the line of the task's function in the stub, from 1; `None` if the task is not a function.
fn line_of(chapter: &Chapter, task: &Task) -> Option<usize> {
    let stub = fs::read_to_string(chapter.stub_file()).ok()?;
    let items = public_items(&stub).ok()?;
    items.iter().find(|item| item.kind == Kind::Function && item.name == task.id).map(|item| item.line)
}

/// Reads the recordings of the reference, in the order of the tests. A test that wraps nothing in a lane has none.
fn recordings(chapter: &Chapter, task: &Task) -> Vec<ReferenceTrace> {
    let traces = chapter.solution_dir.join("traces");
    let read = |test: &String| {
        let file = format!("{}.{}.json", task.id, test.replace("::", "."));
        let trace = Trace::from_json(&fs::read_to_string(traces.join(&file)).ok()?).ok()?;
        let learners_file = format!("{}/{file}", chapter.package);
        Some(ReferenceTrace { test: test.replace("::", ": ").replace('_', " "), learners_file, trace })
    };
    task.tests.iter().filter_map(read).collect()
}
