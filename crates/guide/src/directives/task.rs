//! `{{#task 3 fetch_bounded}}`: the box of one task; `{{#tasks 3}}`: those of a chapter, in order.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use pollscope::Trace;

use super::trace::{self, OfTask};
use super::{Directive, Folders};
use crate::course::{self, Chapter, CourseError, Task};
use crate::html::preformatted;

/// The kinds of hints, in their order.
const KINDS: [&str; 3] = ["the direction", "the API", "the shape"];

/// Why a task cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// The arguments.
    #[error("`{{{{#task}}}}` needs a chapter and a task, as in `{{{{#task 3 fetch_bounded}}}}`")]
    Arguments,
    /// The course.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// What the unsolved task says.
    #[error("{} cannot be read: {source}; `BLESS=1 cargo test --test learner unsolved` writes it", .path.display())]
    Unsolved {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// One box.
pub(super) fn one(folders: &Folders, directive: Directive<'_>) -> Result<String, TaskError> {
    let (number, name) = directive.arguments.split_once(' ').ok_or(TaskError::Arguments)?;
    let chapters = course::chapters(folders.root())?;
    let chapter = course::chapter(&chapters, number)?;
    boxed(folders, chapter, chapter.task(name.trim())?)
}

/// The boxes of a chapter.
pub(super) fn all(folders: &Folders, directive: Directive<'_>) -> Result<String, TaskError> {
    let chapters = course::chapters(folders.root())?;
    let chapter = course::chapter(&chapters, directive.arguments)?;
    let boxes: Result<Vec<String>, TaskError> =
        chapter.tasks.iter().map(|task| boxed(folders, chapter, task)).collect();
    Ok(boxes?.join("\n\n"))
}

/// Markdown, so that the box is found by the search, and its heading stands in the table of contents.
fn boxed(folders: &Folders, chapter: &Chapter, task: &Task) -> Result<String, TaskError> {
    let root = folders.root();
    let Chapter { number, folder, .. } = chapter;
    let Task { name, number: place, .. } = task;
    let mut page = String::new();
    let _ = write!(page, "<section class=\"task\" data-task=\"{folder}/{name}\">\n\n");
    let _ = write!(page, "### {number}.{place} `{name}` {{#task-{name}}}\n\n");
    let _ = write!(page, "{} It is in {}.\n\n", chapter.summary(root, task)?, place_of(folders, chapter, task));
    let _ = write!(page, "```console\n$ cargo course check {number}.{place}\n```\n\n");

    let path = folders.book.join("unsolved").join(folder).join(format!("{name}.txt"));
    let unsolved = fs::read_to_string(&path).map_err(|source| TaskError::Unsolved { path, source })?;
    let _ = write!(
        page,
        "<details><summary>What the check says before you begin</summary><pre tabindex=\"0\">{}</pre></details>\n\n",
        preformatted(&unsolved)
    );
    for (index, hint) in chapter.hints(root, task)?.iter().enumerate() {
        let kind = KINDS.get(index).map(|kind| format!(": {kind}")).unwrap_or_default();
        let _ = write!(page, "<details><summary>Hint {}{kind}</summary>\n\n{hint}\n\n</details>\n\n", index + 1);
    }
    let recordings = recordings(folders, chapter, task);
    if !recordings.is_empty() {
        let _ = write!(page, "{}\n\n", trace::of_task(&format!("{folder}-{name}"), recordings));
    }
    page.push_str("</section>");
    Ok(page)
}

/// The file in which a learner writes it; a link where the repository is known.
fn place_of(folders: &Folders, chapter: &Chapter, task: &Task) -> String {
    let file = format!("exercises/{}/src/lib.rs", chapter.folder);
    let line = chapter.line(folders.root(), task).map(|line| format!("#L{line}")).unwrap_or_default();
    match &folders.repository {
        Some(repository) => format!("[`{file}`]({repository}/blob/main/{file}{line})"),
        None => format!("`{file}`"),
    }
}

/// The reference's recordings, in the order of the tests. A test that wraps nothing in a lane has none.
fn recordings(folders: &Folders, chapter: &Chapter, task: &Task) -> Vec<OfTask> {
    let traces = folders.root().join("solutions").join(&chapter.folder).join("traces");
    let of = |test: &String| {
        let file = format!("{}.{}.json", task.name, test.replace("::", "."));
        let trace = Trace::from_json(&fs::read_to_string(traces.join(&file)).ok()?).ok()?;
        let yours = format!("ex{}/{file}", chapter.folder);
        Some(OfTask { test: test.replace("::", ": ").replace('_', " "), yours, trace })
    };
    task.tests.iter().filter_map(of).collect()
}
