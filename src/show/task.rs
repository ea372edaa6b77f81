//! A task: where it is, and what it asks for.

use std::path::Path;

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

/// Where to go on: at the first compile error in the learner's file, or else at the task.
pub(crate) fn next_place(page: &Page, root: &Path, chapter: &Chapter, task: &Task, errors: &[CompileError]) -> String {
    let file = chapter.lib_file();
    let mut places =
        errors.iter().filter_map(|error| error.place.as_ref()).map(|(file, line)| (root.join(file), *line));
    let line_of_task = || Some(contract::definitions(chapter, task).ok()?.first()?.line);
    match places.find(|(place, _)| *place == file) {
        Some((file, line)) => page.layout.place(&file, line),
        None => line_of_task().map_or_else(|| page.layout.path(&file), |line| page.layout.place(&file, line)),
    }
}
