//! A task: where it is, and what it asks for.

use std::path::{Path, PathBuf};

use crate::cargo::CompileError;
use crate::chapter::{Chapter, Task};
use crate::contract;
use crate::page::Page;

/// `Chapter 0, task 2 of 4: seeded`
pub(crate) fn heading(chapter: &Chapter, task: &Task) -> String {
    let number = chapter.tasks.iter().take_while(|other| other.id != task.id).count() + 1;
    format!("Chapter {}, task {number} of {}: {}", chapter.number, chapter.tasks.len(), task.id)
}

/// The definitions of a task with their places, signatures and doc comments; or why they cannot be shown.
pub(crate) fn contract(page: &mut Page, chapter: &Chapter, task: &Task) {
    let definitions = match contract::definitions(chapter, task) {
        Ok(definitions) => definitions,
        Err(error) => return page.line(&error.to_string(), 0),
    };
    for (index, definition) in definitions.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        let place = page.layout.place(&chapter.lib_file(), definition.line);
        page.line(&place, 0);
        page.blank();
        for line in definition.signature.iter().flat_map(|signature| signature.lines()) {
            page.raw(&format!("    {line}"));
        }
        if !definition.doc.is_empty() {
            page.blank();
            page.markdown(&definition.doc);
        }
    }
}

/// Where the definitions of a task are. A file that cannot be read has no verdict either, so its error is shown there.
pub(crate) fn places(page: &mut Page, chapter: &Chapter, task: &Task) {
    for definition in contract::definitions(chapter, task).into_iter().flatten() {
        let place = page.layout.place(&chapter.lib_file(), definition.line);
        page.line(&place, 0);
    }
}

/// Where to go on, to be shown.
pub(crate) fn next_place(page: &Page, root: &Path, chapter: &Chapter, task: &Task, errors: &[CompileError]) -> String {
    match place_to_go(root, chapter, task, errors) {
        (file, Some(line)) => page.layout.place(&file, line),
        (file, None) => page.layout.path(&file),
    }
}

/// Where to go on: at the first compile error in the learner's file, or else at the task. Without a line, if the file
/// cannot be read.
pub(crate) fn place_to_go(
    root: &Path,
    chapter: &Chapter,
    task: &Task,
    errors: &[CompileError],
) -> (PathBuf, Option<usize>) {
    let file = chapter.lib_file();
    let mut places = errors.iter().filter_map(|error| error.place.as_ref());
    let of_error = places.find(|(place, _)| root.join(place) == file).map(|(_, line)| *line);
    let of_task = || Some(contract::definitions(chapter, task).ok()?.first()?.line);
    let line = of_error.or_else(of_task);
    (file, line)
}
