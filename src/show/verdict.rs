//! The verdict of a task: failed checks or compile errors.

use std::path::Path;

use course::cargo::Diagnostic;
use course::chapter::Chapter;
use course::libtest::{self, Failure, FailureKind, Panic, TestOutput, Verdict};
use course::source;

use crate::output::{BAD, DIM, Output};

/// The number of compile errors shown: the first one explains most of the others.
const MAX_ERRORS: usize = 3;

/// The number of lines shown of the learner's own output: the last ones.
const MAX_PRINTED_LINES: usize = 20;

/// Shows the first failure of a task in full, and the number of the others.
pub(crate) fn verdict(out: &mut Output, root: &Path, chapter: &Chapter, verdict: &Verdict) {
    let Some((first, others)) = verdict.failures.split_first() else { return };
    failure(out, root, chapter, first);
    for warning in &verdict.unused {
        out.blank();
        out.diagnostic(&warning.rendered);
    }
    let mut counts = Vec::new();
    match others.len() {
        0 => {}
        1 => counts.push("1 more check of this task fails.".to_owned()),
        more => counts.push(format!("{more} more checks of this task fail.")),
    }
    match verdict.running {
        0 => {}
        1 => counts.push("1 is still running.".to_owned()),
        more => counts.push(format!("{more} are still running.")),
    }
    if !counts.is_empty() {
        out.blank();
        out.line(&out.paint(DIM, &counts.join(" ")), 0);
    }
}

/// Shows all failures of a task in full.
pub(crate) fn every(out: &mut Output, root: &Path, chapter: &Chapter, verdict: &Verdict) {
    for (index, found) in verdict.failures.iter().enumerate() {
        if index > 0 {
            out.blank();
        }
        failure(out, root, chapter, found);
    }
    for warning in &verdict.unused {
        out.blank();
        out.diagnostic(&warning.rendered);
    }
}

fn failure(out: &mut Output, root: &Path, chapter: &Chapter, failure: &Failure) {
    out.line(&out.paint(BAD, &format!("This check fails: \"{}\"", failure.sentence())), 2);
    let checks = out.layout.path(&chapter.check_file);
    match &failure.kind {
        FailureKind::Failed(output) => test_output(out, root, chapter, output),
        FailureKind::Ignored => out.line(
            &format!("This check is ignored: `#[ignore]` in {checks} keeps it from running. Remove that attribute."),
            0,
        ),
        FailureKind::Missing => {
            out.line(&format!("This check came with the course and is missing from {checks}. Restore that file."), 0);
        }
        FailureKind::EndedEarly { status, cause, output } => {
            out.message(&format!("The test program exited before this check was done: {status}."));
            if let Some(cause) = cause {
                out.message(&format!("it looks as if {cause}"));
            }
            test_output(out, root, chapter, output);
        }
        FailureKind::TimedOut { seconds, output } => {
            out.message(&format!(
                "expected: the check finishes\nhappened: it did not finish within {seconds} s, and was killed\nit \
                 looks as if a thread waits for something that never happens, or a loop never ends"
            ));
            test_output(out, root, chapter, output);
        }
    }
}

fn test_output(out: &mut Output, root: &Path, chapter: &Chapter, output: &TestOutput) {
    for panic in &output.panics {
        let location = learners_location(root, chapter, panic).map(|(file, line)| out.layout.location(&file, line));
        match (location, panic.to_do()) {
            // A `todo!` needs no picture: nothing is written yet.
            (Some(location), Some(to_do)) => {
                out.line(to_do, 2);
                out.line(&format!("at {location}"), 2);
            }
            (Some(location), None) => {
                out.line(&format!("your code panicked at {location}"), 2);
                out.message(&panic.message);
            }
            (None, _) => out.message(&panic.message),
        }
    }
    if !output.printed.is_empty() {
        out.blank();
        let count = output.printed.lines().count();
        let title = if count > MAX_PRINTED_LINES {
            format!("your code printed {count} lines; the last {MAX_PRINTED_LINES}:")
        } else {
            "your code printed:".to_owned()
        };
        out.heading(&title);
        out.raw(&libtest::last_lines(&output.printed, MAX_PRINTED_LINES));
    }
}

/// Returns the location of a panic, if it is in the learner's own files.
pub(crate) fn learners_location(root: &Path, chapter: &Chapter, panic: &Panic) -> Option<(std::path::PathBuf, usize)> {
    let location = panic.location.as_ref().map(|(file, line)| (root.join(file), *line));
    location.filter(|(file, _)| file.starts_with(chapter.exercise_dir.join("src")))
}

/// Shows compile errors as rustc prints them.
pub(crate) fn errors(out: &mut Output, chapter: &Chapter, errors: &[Diagnostic]) {
    let lib = chapter.lib_file();
    let in_lib = errors.iter().filter_map(|error| error.location.as_ref()).find(|(file, _)| lib.ends_with(file));
    let names = in_lib.and_then(|(_, line)| source::names_at(&lib, *line)).unwrap_or_default();
    let title = match names.first() {
        Some(name) => format!("It does not compile. The first error is in `{name}`:"),
        None => "It does not compile:".to_owned(),
    };
    out.line(&out.paint(BAD, &title), 0);
    // No error is in the learner's file: the tests call something that the file does not have in this form.
    if in_lib.is_none() && lib.is_file() {
        let file = out.layout.path(&lib);
        out.line(
            &format!(
                "The course's tests do not compile against your code: a name, parameter, bound or return type in {file} \
                 differs from the contract."
            ),
            0,
        );
    }
    for error in errors.iter().take(MAX_ERRORS) {
        out.blank();
        out.diagnostic(&error.rendered);
    }
    if errors.len() > MAX_ERRORS {
        out.blank();
        let more = errors.len() - MAX_ERRORS;
        out.line(&format!("{more} more: `cargo check -p {} --all-targets` shows all.", chapter.package), 0);
    }
}

/// Formats the number of failing checks of a task for the end of a line. Empty if all pass.
pub(crate) fn count(verdict: &Verdict) -> String {
    let (failing, all) = (verdict.failures.len(), verdict.task.tests.len());
    if verdict.passes() { String::new() } else { format!(" ({failing} of {all} checks fail)") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{ColorChoice, Layout};
    use course::chapter::Task;

    #[test]
    fn running_checks_are_counted() {
        let chapter = Chapter::new(Path::new(""), "0-a", Vec::new()).unwrap();
        let task = Task { id: "task".to_owned(), tests: vec![String::new(); 4] };
        let fails = |test: &str| Failure { test: test.to_owned(), kind: FailureKind::Missing };
        let found =
            Verdict { task: &task, failures: vec![fails("one_thing"), fails("two")], unused: Vec::new(), running: 2 };
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never));
        verdict(&mut out, Path::new("/"), &chapter, &found);
        assert_eq!(out.lines().first().map(String::as_str), Some("This check fails: \"one thing\""));
        assert_eq!(
            out.lines().last().map(String::as_str),
            Some("1 more check of this task fails. 2 are still running.")
        );
    }
}
