//! A task: where it is, and what it asks for.

use std::path::Path;

use crate::cargo::Diagnostic;
use crate::chapter::{Chapter, Task};
use crate::contract::{self, ContractError, Definition};
use crate::page::Page;
use crate::show;
use crate::verdict::{Verdict, Why};

/// `Chapter 0, task 2 of 4: seeded`
pub(crate) fn heading(chapter: &Chapter, task: &Task) -> String {
    let number = chapter.tasks.iter().take_while(|other| other.id != task.id).count() + 1;
    format!("Chapter {}, task {number} of {}: {}", chapter.number, chapter.tasks.len(), task.id)
}

/// The definitions of a task with their places, signatures and doc comments; or why they cannot be shown.
pub(crate) fn contract(page: &mut Page, chapter: &Chapter, definitions: Result<&[Definition], &ContractError>) {
    let definitions = match definitions {
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
            page.code(&format!("    {line}"));
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

/// Where to go on: a line of the learner's file, if it can be told, to be shown.
pub(crate) fn place(page: &Page, chapter: &Chapter, line: Option<usize>) -> String {
    let file = chapter.lib_file();
    line.map_or_else(|| page.layout.path(&file), |line| page.layout.place(&file, line))
}

/// Where to go on in the learner's file after a check: at the first compile error; or where the code panicked; or at what
/// is made and not used; or at what the first test calls that fails. Without any of these, at the first definition of the
/// task.
pub(crate) fn line_to_go_to(
    root: &Path,
    chapter: &Chapter,
    definitions: &[Definition],
    errors: &[Diagnostic],
    verdict: Option<&Verdict>,
) -> Option<usize> {
    let file = chapter.lib_file();
    let of_error = || {
        let mut places = errors.iter().filter_map(|error| error.place.as_ref());
        places.find(|(place, _)| root.join(place) == file).map(|(_, line)| *line)
    };
    let failure = verdict.and_then(|verdict| Some((verdict.task, verdict.failures.first()?)));
    let of_panic = || {
        let Why::Failed(said) = &failure?.1.why else { return None };
        let places = said.panics.iter().filter_map(|panic| show::verdict::learners_place(root, chapter, panic));
        places.filter(|(place, _)| *place == file).map(|(_, line)| line).next()
    };
    let of_test = || {
        let (task, failure) = failure?;
        let called = contract::names_in_test(chapter, task, &failure.test);
        definitions.iter().find(|definition| called.contains(&definition.name)).map(|definition| definition.line)
    };
    let of_warning = || verdict?.unused.iter().find_map(|warning| warning.place.as_ref()).map(|(_, line)| *line);
    of_error().or_else(of_panic).or_else(of_warning).or_else(of_test).or_else(|| Some(definitions.first()?.line))
}
