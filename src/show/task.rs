//! A task: its location and its contract.

use std::collections::BTreeSet;
use std::path::Path;

use course::cargo::Diagnostic;
use course::chapter::{Chapter, Task};
use course::contract::{self, ContractError, Definition};
use course::error::chain;
use course::libtest::{Failure, FailureKind, Verdict};

use crate::output::Output;
use crate::show;

/// Returns the heading `Chapter 0, task 2 of 4: seeded`, or `Chapter 0, optional task 5: folded`.
pub(crate) fn heading(chapter: &Chapter, task: &Task) -> String {
    let number = chapter.tasks.iter().take_while(|other| other.id != task.id).count() + 1;
    if task.is_optional() {
        return format!("Chapter {}, optional task {number}: {}", chapter.number, task.id);
    }
    format!("Chapter {}, task {number} of {}: {}", chapter.number, chapter.required_tasks().count(), task.id)
}

/// Shows the definitions of a task with their locations, signatures and doc comments, or the error that prevents it.
pub(crate) fn contract(out: &mut Output, chapter: &Chapter, definitions: Result<&[Definition], &ContractError>) {
    let definitions = match definitions {
        Ok(definitions) => definitions,
        Err(error) => return out.line(&chain(error), 0),
    };
    for (index, definition) in definitions.iter().enumerate() {
        if index > 0 {
            out.blank();
        }
        let location = out.layout.location(&chapter.lib_file(), definition.line);
        out.line(&location, 0);
        out.blank();
        for line in definition.signature.iter().flat_map(|signature| signature.lines()) {
            out.code(&format!("    {line}"));
        }
        if !definition.doc.is_empty() {
            out.blank();
            out.markdown(&definition.doc);
        }
    }
}

/// Shows the locations of a task's definitions. If the file cannot be read, shows nothing: the verdict has the error.
pub(crate) fn locations(out: &mut Output, chapter: &Chapter, task: &Task) {
    for definition in contract::definitions(chapter, task).into_iter().flatten() {
        let location = out.layout.location(&chapter.lib_file(), definition.line);
        out.line(&location, 0);
    }
}

/// Formats the location of a line in the learner's file, or of the whole file.
pub(crate) fn location(out: &Output, chapter: &Chapter, line: Option<usize>) -> String {
    let file = chapter.lib_file();
    line.map_or_else(|| out.layout.path(&file), |line| out.layout.location(&file, line))
}

/// Returns the line of the learner's file that needs attention after a check.
///
/// In this order: the first compile error, the place of the panic, a value that is never used, the function that the first
/// failing test calls, the first definition of the task.
pub(crate) fn line_to_go_to(
    root: &Path,
    chapter: &Chapter,
    definitions: &[Definition],
    errors: &[Diagnostic],
    verdict: Option<&Verdict>,
) -> Option<usize> {
    let file = chapter.lib_file();
    let of_error = || {
        let mut locations = errors.iter().filter_map(|error| error.location.as_ref());
        locations.find(|(path, _)| root.join(path) == file).map(|(_, line)| *line)
    };
    let failure = verdict.and_then(|verdict| Some((verdict.task, verdict.failures.first()?)));
    let of_panic = || {
        let FailureKind::Failed(output) = &failure?.1.kind else { return None };
        let mut locations =
            output.panics.iter().filter_map(|panic| show::verdict::learners_location(root, chapter, panic));
        locations.find(|(path, _)| *path == file).map(|(_, line)| line)
    };
    let of_test = || {
        let (task, failure) = failure?;
        let called = contract::names_in_test(chapter, task, &failure.test);
        let called: Vec<&Definition> =
            definitions.iter().filter(|definition| called.contains(&definition.name)).collect();
        // Of several functions, first the one that the message names, then one that is not written yet.
        let is_named = |definition: &&&Definition| is_named_in(failure, &definition.name);
        let named = called.iter().find(is_named);
        let found = named.or_else(|| {
            let untouched = if called.len() > 1 { contract::untouched(chapter) } else { BTreeSet::new() };
            called.iter().find(|definition| untouched.contains(&definition.name)).or(called.first())
        });
        found.map(|definition| definition.line)
    };
    let of_warning = || verdict?.unused.iter().find_map(|warning| warning.location.as_ref()).map(|(_, line)| *line);
    of_error().or_else(of_panic).or_else(of_warning).or_else(of_test).or_else(|| Some(definitions.first()?.line))
}

/// Returns whether the message of a failed test names a function: `` `name` ``, or its call.
fn is_named_in(failure: &Failure, name: &str) -> bool {
    let FailureKind::Failed(output) = &failure.kind else { return false };
    let forms = [format!("`{name}`"), format!("`{name}("), format!("`{name}::")];
    output.panics.iter().any(|panic| forms.iter().any(|form| panic.message.contains(form)))
}
