//! The verdict of a task: failed checks or compile errors.

use std::path::Path;

use course::ansi;
use course::cargo::Diagnostic;
use course::chapter::Chapter;
use course::libtest::{self, Failure, FailureKind, Panic, TestOutput, Verdict};
use course::signature;
use course::source;

use crate::output::{BAD, DIM, Output};

/// Parts of what rustc prints where it proposes nothing, or what the contract does not have; and what to do instead.
const ADVICE: [(&[&str], &str); 5] = [
    // `Unpin` on a parameter would shut out the streams that the tests pass.
    (
        &["cannot be unpinned"],
        "rustc may propose an `Unpin` bound, which the contract does not have. Pin the stream instead: `let mut stream = \
         std::pin::pin!(stream);`",
    ),
    // Outside of the macro, `yield` is a keyword without a meaning.
    (
        &["yield syntax is experimental"],
        "`yield` has a meaning only inside of `stream! { ... }` and `try_stream! { ... }`.",
    ),
    (
        &["is not a future"],
        "Where the closure of a stream's method must return a future, `future::ready(value)` is one, and so is `async move { \
         value }`.",
    ),
    (
        &["return type of closure `{async block", "found `async` closure body"],
        "The future keeps a reference that was only lent to the closure. Copy the value out of it first, as in `|&x| async move { \
         ... }`; or return `future::ready(...)`, which keeps nothing.",
    ),
    (
        &["found struct `Collect<", "as AsyncFnMut<"],
        "It looks as if an `.await` is missing: what it found is a future, and not yet its value.",
    ),
];

/// The number of lines shown of the learner's own output: the last ones.
const MAX_PRINTED_LINES: usize = 20;

/// Shows the first failure of a task, and the number of the others.
///
/// It is shown in full; or, with a number of `rows`, so that its cause is among that many lines.
pub(crate) fn verdict(out: &mut Output, root: &Path, chapter: &Chapter, verdict: &Verdict, rows: Option<usize>) {
    let Some((first, others)) = verdict.failures.split_first() else { return };
    failure(out, root, chapter, first, rows);
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
        failure(out, root, chapter, found, None);
    }
    for warning in &verdict.unused {
        out.blank();
        out.diagnostic(&warning.rendered);
    }
}

fn failure(out: &mut Output, root: &Path, chapter: &Chapter, failure: &Failure, rows: Option<usize>) {
    out.line(&out.paint(BAD, &format!("This check fails: \"{}\"", failure.sentence())), 2);
    let checks = out.layout.path(&chapter.check_file);
    match &failure.kind {
        FailureKind::Failed(output) => test_output(out, root, chapter, output, rows),
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
            test_output(out, root, chapter, output, rows);
        }
        FailureKind::TimedOut { seconds, output } => {
            out.message(&format!(
                "expected: the check finishes\nhappened: it did not finish within {seconds} s, and was killed\nit \
                 looks as if a thread waits for something that never happens, or a loop never ends"
            ));
            test_output(out, root, chapter, output, rows);
        }
    }
}

fn test_output(out: &mut Output, root: &Path, chapter: &Chapter, output: &TestOutput, rows: Option<usize>) {
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
            (None, _) => match rows {
                // The line above it says which check fails.
                Some(rows) => out.message_within(&panic.message, rows.saturating_sub(1), "`m` shows all"),
                None => out.message(&panic.message),
            },
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

/// Shows the first compile error as rustc prints it, because it explains most of the others. `all` says what shows them.
pub(crate) fn errors(out: &mut Output, chapter: &Chapter, errors: &[Diagnostic], all: &str) {
    error_heading(out, chapter, errors);
    // An error in the learner's file comes first: what is wrong in the tests follows from it.
    let lib = chapter.lib_file();
    let is_in_lib = |error: &&Diagnostic| error.location.as_ref().is_some_and(|(file, _)| lib.ends_with(file));
    if let Some(first) = errors.iter().find(is_in_lib).or(errors.first()) {
        out.blank();
        out.diagnostic(&first.rendered);
    }
    let more = errors.len().saturating_sub(1);
    if more > 0 {
        out.blank();
        let errors = if more == 1 { "error" } else { "errors" };
        out.line(&out.paint(DIM, &format!("{more} more {errors}: {all}.")), 0);
    }
}

/// Shows all compile errors.
pub(crate) fn every_error(out: &mut Output, chapter: &Chapter, errors: &[Diagnostic]) {
    error_heading(out, chapter, errors);
    for error in errors {
        out.blank();
        out.diagnostic(&error.rendered);
    }
}

/// Shows where the code does not compile, and how its signatures differ from the contract's.
fn error_heading(out: &mut Output, chapter: &Chapter, errors: &[Diagnostic]) {
    let lib = chapter.lib_file();
    let in_lib = errors.iter().filter_map(|error| error.location.as_ref()).find(|(file, _)| lib.ends_with(file));
    let names = in_lib.and_then(|(_, line)| source::names_at(&lib, *line)).unwrap_or_default();
    let title = match names.first() {
        Some(name) => format!("It does not compile. The first error is in `{name}`:"),
        None => "It does not compile:".to_owned(),
    };
    out.line(&out.paint(BAD, &title), 0);
    let in_course = errors.iter().filter_map(|error| error.location.as_ref()).find(|(file, _)| is_of_course(file));
    if let Some((file, _)) = in_course.filter(|_| in_lib.is_none()) {
        let file = file.display();
        out.line(
            &format!(
                "The error is not in your code, but in {file}, which came with the course. `git restore {file}` brings it back \
                 as it was."
            ),
            0,
        );
        return;
    }
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
    // With an error in the learner's file, only the signature around it can be the cause.
    let differences = signature::differences(chapter);
    for difference in differences.iter().filter(|found| in_lib.is_none() || names.contains(&found.name)) {
        let location = out.layout.location(&lib, difference.line);
        for sentence in &difference.sentences {
            out.line(&format!("{location}: {sentence}"), 2);
        }
    }
    let printed: Vec<String> = errors.iter().map(|error| ansi::without_colors(&error.rendered)).collect();
    let is_printed = |part: &&str| printed.iter().any(|error| error.contains(part));
    for (_, advice) in ADVICE.iter().filter(|(parts, _)| parts.iter().any(is_printed)) {
        out.line(advice, 2);
    }
}

/// Returns whether a file is one of a library or a solution, which no learner edits.
fn is_of_course(file: &Path) -> bool {
    ["crates", "solutions"].iter().any(|folder| file.starts_with(folder))
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
        let task = Task::new("task", [""; 4]);
        let fails = |test: &str| Failure { test: test.to_owned(), kind: FailureKind::Missing };
        let found =
            Verdict { task: &task, failures: vec![fails("one_thing"), fails("two")], unused: Vec::new(), running: 2 };
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never));
        verdict(&mut out, Path::new("/"), &chapter, &found, None);
        assert_eq!(out.lines().first().map(String::as_str), Some("This check fails: \"one thing\""));
        assert_eq!(
            out.lines().last().map(String::as_str),
            Some("1 more check of this task fails. 2 are still running.")
        );
    }

    fn error(message: &str) -> Diagnostic {
        Diagnostic {
            level: course::cargo::Level::Error,
            code: None,
            message: message.to_owned(),
            rendered: format!("error: {message}"),
            location: None,
        }
    }

    fn shown(show: &dyn Fn(&mut Output)) -> String {
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never).with_width(200));
        show(&mut out);
        out.lines().join("\n")
    }

    #[test]
    fn errors_whose_message_misleads_are_shown_with_advice() {
        let chapter = Chapter::new(Path::new(""), "0-a", Vec::new()).unwrap();
        for (printed, advice) in [
            ("`S` cannot be unpinned", "std::pin::pin!(stream)"),
            ("yield syntax is experimental", "inside of `stream! { ... }`"),
            ("`bool` is not a future", "`future::ready(value)`"),
            (
                "lifetime may not live long enough\n|return type of closure `{async block@src/lib.rs:1}`",
                "|&x| async move",
            ),
            ("mismatched types\nfound `async` closure body `{x}`", "|&x| async move"),
            (
                "mismatched types\n = note: found struct `\u{1b}[1mCollect<\u{1b}[0mimpl S, _>`",
                "an `.await` is missing",
            ),
            (
                "mismatched types\nfound struct `Vec<<impl AsyncFn(u64) -> T as AsyncFnMut<(u64,)>>::F>`",
                "an `.await` is missing",
            ),
        ] {
            let text = shown(&|out| errors(out, &chapter, &[error(printed)], "`m` shows all"));
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(advice), "{text}");
            assert_eq!(ADVICE.iter().filter(|(_, advice)| text.contains(advice)).count(), 1, "{text}");
        }
        let text = shown(&|out| errors(out, &chapter, &[error("mismatched types")], "`m` shows all"));
        assert!(ADVICE.iter().all(|(_, advice)| !text.contains(advice)), "{text}");
    }

    #[test]
    fn an_error_in_a_file_of_the_course_is_not_blamed_on_the_learner() {
        let root = tempfile::tempdir().unwrap();
        let chapter = Chapter::new(root.path(), "0-a", Vec::new()).unwrap();
        std::fs::create_dir_all(chapter.lib_file().parent().unwrap()).unwrap();
        std::fs::write(chapter.lib_file(), "pub fn one() {}\n").unwrap();
        let at = |file: &str| {
            let found = Diagnostic { location: Some((file.into(), 3)), ..error("encountered diff marker") };
            shown(&|out| errors(out, &chapter, std::slice::from_ref(&found), "`m` shows all"))
        };
        for file in ["crates/pollscope/src/lib.rs", "solutions/0-a/src/lib.rs"] {
            let text = at(file).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&format!("`git restore {file}`")) && !text.contains("the contract"), "{text}");
        }
        for file in ["tests/0-a.rs", "exercises/0-a/src/lib.rs"] {
            assert!(!at(file).contains("git restore"), "{}", at(file));
        }
    }

    #[test]
    fn the_first_error_is_shown_and_the_others_are_a_key_away() {
        let chapter = Chapter::new(Path::new(""), "0-a", Vec::new()).unwrap();
        let found = [error("`S` cannot be unpinned"), error("another"), error("a third")];
        let first = shown(&|out| errors(out, &chapter, &found, "`m` shows all"));
        assert!(first.contains("`S` cannot be unpinned"), "{first}");
        assert!(first.ends_with("2 more errors: `m` shows all.") && !first.contains("another"), "{first}");
        let all = shown(&|out| every_error(out, &chapter, &found));
        assert!(all.contains("another") && all.contains("a third"), "{all}");
    }
}
