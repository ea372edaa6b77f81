//! `cargo course check`: the verdicts of chapters or tasks.

use course::chapter::{Chapter, Task};
use course::contract;
use course::libtest::Verdict;
use course::process::Cancel;
use course::progress::Change;
use course::selection::Selection;
use course::status::Status;

use super::{CommandError, Context};
use super::{json, overview};
use crate::check::{CheckEvent, CheckOutcome};
use crate::exit::ExitStatus;
use crate::learner::{Learner, StatusChange};
use crate::log;
use crate::output::{BAD, DIM, GOOD};
use crate::show;

/// The failures of a chapter that are shown in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failures {
    /// The first one of the first task that does not pass.
    First,
    Every,
}

/// The outcome of a chapter's checks, and what it changed.
#[derive(Debug)]
pub(super) struct Checked<'c> {
    pub(super) chapter: &'c Chapter,
    /// `true` if all tasks of the chapter were checked, and not one that was named.
    pub(super) is_whole: bool,
    pub(super) outcome: CheckOutcome<'c>,
    pub(super) changes: Vec<StatusChange<'c>>,
}

impl Checked<'_> {
    /// Returns whether the chapter fails if a task does. In a whole chapter, an optional task does not count.
    pub(super) fn counts(&self, task: &Task) -> bool {
        !(self.is_whole && task.is_optional())
    }

    /// Returns whether a task of the chapter passes now that did not, and none that counts is left.
    pub(super) fn finishes_chapter(&self, learner: &Learner) -> bool {
        let passed = |change: &StatusChange| change.change == Change::Passed && !change.task.is_optional();
        self.changes.iter().any(passed) && learner.is_chapter_done(self.chapter)
    }

    /// Returns whether a task was not named, is optional, and was not begun.
    fn is_left_open(&self, verdict: &Verdict) -> bool {
        !verdict.passes() && !self.counts(verdict.task) && contract::is_untouched(self.chapter, verdict.task)
    }
}

/// Prints the verdict of each selected task, and some failures in full.
pub(crate) fn run<'c>(
    context: &mut Context<'c>,
    selections: &[Selection<'c>],
    failures: Failures,
) -> Result<ExitStatus, CommandError> {
    let mut status = ExitStatus::Success;
    for (index, selection) in selections.iter().enumerate() {
        if index > 0 {
            context.out.blank();
        }
        let checked = run_checks(context, selection.chapter, Some(selection), |_| {})?;
        if !show_checked(context, &checked, failures) {
            status = ExitStatus::Failure;
        }
        context.out.print()?;
    }
    Ok(status)
}

/// Prints the same as JSON.
pub(crate) fn run_as_json<'c>(
    context: &mut Context<'c>,
    selections: &[Selection<'c>],
) -> Result<ExitStatus, CommandError> {
    // Colours would be noise in a file.
    context.out.layout.color = false;
    let mut chapters = Vec::new();
    for selection in selections {
        let checked = run_checks(context, selection.chapter, Some(selection), |_| {})?;
        chapters.push(json::chapter(&context.learner.root, &checked));
    }
    let report = json::report(&chapters);
    context.out.raw(&format!("{report:#}"));
    context.out.print()?;
    Ok(if report["passes"] == true { ExitStatus::Success } else { ExitStatus::Failure })
}

/// Builds and runs checks of a chapter, those of all its tasks without a selection, and records the verdicts.
pub(super) fn run_checks<'c>(
    context: &mut Context<'c>,
    chapter: &'c Chapter,
    selection: Option<&Selection<'c>>,
    mut on_event: impl FnMut(CheckEvent<'c>),
) -> Result<Checked<'c>, CommandError> {
    let whole = Selection { chapter, task: None };
    let tasks = selection.unwrap_or(&whole).tasks();
    let mut status = Status::new();
    let outcome = context.checker(&Cancel::default()).check(chapter, &tasks, |event| {
        match &event {
            CheckEvent::Building(line) => status.show(line),
            CheckEvent::Testing { done, of } => status.show(&format!("{done} of {of} checks are done")),
            CheckEvent::Built(_) | CheckEvent::Verdict(_) => {}
        }
        on_event(event);
    })?;
    drop(status);
    let mut changes = Vec::new();
    if let CheckOutcome::Verdicts(verdicts) = &outcome {
        changes.extend(verdicts.iter().filter_map(|verdict| context.learner.record(chapter, verdict)));
        context.learner.save();
    }
    let is_whole = selection.is_none_or(|selection| selection.task.is_none());
    let checked = Checked { chapter, is_whole, outcome, changes };
    log_attempt(context, &tasks, &checked);
    Ok(checked)
}

/// Logs the verdict of each task that the check looked at. The task that the learner probably works on, the first that does
/// not pass, comes last: the time until the next event counts as work on it. Optional tasks that were not begun are left out.
fn log_attempt(context: &mut Context, tasks: &[&Task], checked: &Checked) {
    let chapter = checked.chapter;
    match &checked.outcome {
        CheckOutcome::Verdicts(verdicts) => {
            let verdicts: Vec<&Verdict> = verdicts.iter().filter(|verdict| !checked.is_left_open(verdict)).collect();
            let last = verdicts.iter().position(|verdict| !verdict.passes());
            let others = (0..verdicts.len()).filter(|index| Some(*index) != last);
            for index in others.chain(last) {
                context.learner.log_verdict(chapter, verdicts[index]);
            }
        }
        // None of the tasks was looked at: the error is in the file that they share.
        CheckOutcome::Errors(_) => {
            let open = tasks.iter().find(|task| !context.learner.progress.is_done(&chapter.key(task)));
            if let Some(task) = open.or(tasks.last()) {
                context.learner.log_event(chapter, task, log::Event::DoesNotCompile);
            }
        }
        CheckOutcome::Cancelled => {}
    }
}

/// Shows the verdicts of a chapter. Returns whether all tasks that count pass.
pub(super) fn show_checked(context: &mut Context, checked: &Checked, failures: Failures) -> bool {
    let Context { learner, out } = context;
    let Checked { chapter, outcome, changes, .. } = checked;
    out.heading(&format!("Chapter {}: {}", chapter.number, chapter.name()));
    let verdicts = match outcome {
        CheckOutcome::Verdicts(verdicts) => verdicts,
        CheckOutcome::Errors(errors) => {
            out.blank();
            let all = format!("`cargo check -p {} --all-targets` shows all", chapter.package);
            show::verdict::errors(out, chapter, errors, &all);
            return false;
        }
        CheckOutcome::Cancelled => return false,
    };
    let (mut failing, mut begun, mut left_open) = (Vec::new(), Vec::new(), 0);
    for verdict in verdicts {
        let (task, count) = (show::chapters::name(verdict.task), show::verdict::count(verdict));
        let (word, count) = match verdict {
            verdict if verdict.passes() => (out.paint(GOOD, "passes"), count),
            verdict if checked.is_left_open(verdict) => {
                left_open += 1;
                (out.paint(DIM, "open  "), String::new())
            }
            verdict => {
                if checked.counts(verdict.task) { &mut failing } else { &mut begun }.push(verdict);
                (out.paint(BAD, "fails "), count)
            }
        };
        out.line(&format!("  {word}  {task}{count}"), 10);
    }
    let passes = failing.is_empty();
    // An attempt at an optional task is shown, but after what counts.
    failing.append(&mut begun);
    show::chapters::changes(out, changes);
    let tasks_shown = match failures {
        Failures::First => 1,
        Failures::Every => failing.len(),
    };
    for verdict in failing.iter().take(tasks_shown) {
        out.blank();
        out.heading(&verdict.task.id);
        show::task::locations(out, chapter, verdict.task);
        out.blank();
        match failures {
            Failures::First => show::verdict::verdict(out, &learner.root, chapter, verdict, None),
            Failures::Every => show::verdict::every(out, &learner.root, chapter, verdict),
        }
    }
    if checked.is_whole && checked.finishes_chapter(learner) {
        out.blank();
        let summaries = show::end::summaries(learner);
        overview::show_finished(context, chapter, &summaries);
    } else if passes && left_open > 0 {
        out.blank();
        let open = if left_open == 1 {
            "1 optional task is open".to_owned()
        } else {
            format!("{left_open} optional tasks are open")
        };
        let number = chapter.number;
        out.line(&format!("{open}. `cargo course list` shows them, `cargo course start {number}` goes there."), 0);
    }
    passes
}
