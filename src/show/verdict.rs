//! What the checks say.

use std::path::Path;

use crate::cargo::Diagnostic;
use crate::chapter::Chapter;
use crate::page::{BAD, DIM, Page};
use crate::source;
use crate::verdict::{self, Failure, Panic, Said, Verdict, Why};

/// How many compile errors are shown: the first one explains most of the others.
const ERRORS_SHOWN: usize = 3;

/// How many lines are shown of what the learner's code printed: the last ones.
const PRINTED_SHOWN: usize = 20;

/// The first failure of a task in full, and how many more there are.
pub(crate) fn verdict(page: &mut Page, root: &Path, chapter: &Chapter, verdict: &Verdict) {
    let Some((first, others)) = verdict.failures.split_first() else { return };
    failure(page, root, chapter, first);
    for warning in &verdict.unused {
        page.blank();
        page.diagnostic(&warning.rendered);
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
        page.blank();
        page.line(&page.paint(DIM, &counts.join(" ")), 0);
    }
}

/// All failures of a task in full.
pub(crate) fn every(page: &mut Page, root: &Path, chapter: &Chapter, verdict: &Verdict) {
    for (index, found) in verdict.failures.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        failure(page, root, chapter, found);
    }
    for warning in &verdict.unused {
        page.blank();
        page.diagnostic(&warning.rendered);
    }
}

fn failure(page: &mut Page, root: &Path, chapter: &Chapter, failure: &Failure) {
    page.line(&page.paint(BAD, &format!("This check fails: \"{}\"", failure.sentence())), 2);
    let checks = page.layout.path(&chapter.check_file);
    match &failure.why {
        Why::Failed(found) => said(page, root, chapter, found),
        Why::Ignored => page.line(
            &format!("This check is told not to run, by `#[ignore]` in {checks}. Let it run: it came with the course."),
            0,
        ),
        Why::Missing => {
            page.line(&format!("This check came with the course, and is no longer in {checks}. Restore that file."), 0);
        }
        Why::EndedEarly { how, last_words } => {
            page.line(&format!("The program of the checks ended before this one was done: {how}."), 0);
            page.message(last_words);
        }
        Why::NeverEnds { seconds, last_words } => {
            page.message(&format!(
                "expected: the check comes to an end\nhappened: nothing was heard of it for {seconds} s, and it was \
                 ended\nit looks as if a thread waits for something that never comes, or a loop goes round for ever"
            ));
            page.message(last_words);
        }
    }
}

fn said(page: &mut Page, root: &Path, chapter: &Chapter, said: &Said) {
    if said.panics.is_empty() {
        return page.message(&said.printed);
    }
    for panic in &said.panics {
        let place = learners_place(root, chapter, panic).map(|(file, line)| page.layout.place(&file, line));
        match (place, panic.to_do()) {
            // Where nothing is written yet, no picture is worth looking at.
            (Some(place), Some(what)) => {
                page.line(what, 2);
                page.line(&format!("at {place}"), 2);
            }
            (Some(place), None) => {
                page.line(&format!("your code panicked at {place}"), 2);
                page.message(&panic.message);
            }
            (None, _) => page.message(&panic.message),
        }
    }
    if !said.printed.is_empty() {
        page.blank();
        let count = said.printed.lines().count();
        let title = if count > PRINTED_SHOWN {
            format!("your code printed {count} lines, at last:")
        } else {
            "your code printed:".to_owned()
        };
        page.heading(&title);
        page.raw(&verdict::last_lines(&said.printed, PRINTED_SHOWN));
    }
}

/// Where in the learner's own files a panic began.
pub(crate) fn learners_place(root: &Path, chapter: &Chapter, panic: &Panic) -> Option<(std::path::PathBuf, usize)> {
    let place = panic.place.as_ref().map(|(file, line)| (root.join(file), *line));
    place.filter(|(file, _)| file.starts_with(chapter.exercise_dir.join("src")))
}

/// Why a chapter does not compile, as rustc says it.
pub(crate) fn errors(page: &mut Page, chapter: &Chapter, errors: &[Diagnostic]) {
    let lib = chapter.lib_file();
    let in_lib = errors.iter().filter_map(|error| error.place.as_ref()).find(|(file, _)| lib.ends_with(file));
    let names = in_lib.and_then(|(_, line)| source::names_at(&lib, *line)).unwrap_or_default();
    let title = match names.first() {
        Some(name) => format!("It does not compile. The first error stands in `{name}`:"),
        None => "It does not compile:".to_owned(),
    };
    page.line(&page.paint(BAD, &title), 0);
    // A file that cannot be read has no place of an error in it either.
    if in_lib.is_none() && lib.is_file() {
        let file = page.layout.path(&lib);
        page.line(
            &format!(
                "What came with the course does not find what it calls: in {file} a name, an argument, a bound or a \
                 result is not what the contract says."
            ),
            0,
        );
    }
    for error in errors.iter().take(ERRORS_SHOWN) {
        page.blank();
        page.diagnostic(&error.rendered);
    }
    if errors.len() > ERRORS_SHOWN {
        page.blank();
        let more = errors.len() - ERRORS_SHOWN;
        page.line(&format!("{more} more: `cargo check -p {} --all-targets`", chapter.package), 0);
    }
}

/// How many checks of a task fail, as a part of a line.
pub(crate) fn count(verdict: &Verdict) -> String {
    let (failing, all) = (verdict.failures.len(), verdict.task.tests.len());
    if verdict.passes() { String::new() } else { format!(" ({failing} of {all} checks fail)") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::Task;
    use crate::page::{ColorChoice, Layout};

    #[test]
    fn what_still_runs_is_counted() {
        let chapter = Chapter::new(Path::new(""), "0-a", Vec::new()).unwrap();
        let task = Task { id: "task".to_owned(), tests: vec![String::new(); 4] };
        let fails = |test: &str| Failure { test: test.to_owned(), why: Why::Missing };
        let found =
            Verdict { task: &task, failures: vec![fails("one_thing"), fails("two")], unused: Vec::new(), running: 2 };
        let mut page = Page::new(Layout::of_process("/".into(), ColorChoice::Never));
        verdict(&mut page, Path::new("/"), &chapter, &found);
        assert_eq!(page.lines().first().map(String::as_str), Some("This check fails: \"one thing\""));
        assert_eq!(
            page.lines().last().map(String::as_str),
            Some("1 more check of this task fails. 2 are still running.")
        );
    }
}
