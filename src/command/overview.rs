//! `cargo course` without a terminal: the progress in each chapter, and the current task with its verdict.

use course::chapter::Chapter;
use course::contract;

use super::check::{self, Checked};
use super::{CommandError, Context};
use crate::check::CheckOutcome;
use crate::exit::ExitStatus;
use crate::output::GOOD;
use crate::predict;
use crate::show;
use crate::show::end::{By, Summaries};

/// Checks the current task, and goes on to the next as long as they pass.
pub(crate) fn run(context: &mut Context) -> Result<ExitStatus, CommandError> {
    let (mut changes, mut finished) = (Vec::new(), Vec::new());
    let mut last = None;
    while let Some(position) = context.learner.current() {
        match check::run_checks(context, context.learner.chapter(position), None, |_| {}) {
            Ok(checked) => {
                changes.extend(checked.changes.iter().copied());
                if checked.finishes_chapter(&context.learner) {
                    finished.push(checked.chapter);
                }
                // If the current task has passed, the next one is shown with its verdict.
                let is_same_chapter = |next| context.learner.chapter(next).folder == checked.chapter.folder;
                if context.learner.current().is_some_and(is_same_chapter) {
                    last = Some(checked);
                    break;
                }
            }
            Err(error) => {
                show::chapters::glance(&mut context.out, &context.learner);
                show::chapters::changes(&mut context.out, &changes);
                context.out.print()?;
                return Err(error);
            }
        }
    }
    show::chapters::glance(&mut context.out, &context.learner);
    show::chapters::changes(&mut context.out, &changes);
    if last.is_some() {
        let summaries = show::end::summaries(&context.learner);
        for chapter in finished {
            context.out.blank();
            show_finished(context, chapter, &summaries);
        }
    }
    let status = if let Some(checked) = last {
        show_current(context, &checked);
        ExitStatus::Failure
    } else {
        let out = &mut context.out;
        out.blank();
        let done = "Every task of the course is done. `cargo course check --all` checks them all again.";
        out.line(&out.paint(GOOD, done), 0);
        out.blank();
        let summaries = show::end::summaries(&context.learner);
        show::end::course(out, &context.learner, &summaries, By::Command);
        ExitStatus::Success
    };
    context.out.print()?;
    Ok(status)
}

/// Shows the end of a chapter that is done.
pub(super) fn show_finished(context: &mut Context, chapter: &Chapter, summaries: &Summaries) {
    let Context { learner, out } = context;
    out.line(&out.paint(GOOD, &format!("Every task of chapter {} is done.", chapter.number)), 0);
    show::end::chapter(out, learner, chapter, summaries, By::Command);
}

/// Shows the current task: its contract, its verdict, and what to do next.
fn show_current(context: &mut Context, checked: &Checked) {
    let Context { learner, out } = context;
    let Some(position) = learner.current() else { return };
    let (chapter, task) = (learner.chapter(position), learner.task(position));
    out.blank();
    out.heading(&show::task::heading(chapter, task));
    let definitions = contract::definitions(chapter, task);
    show::task::contract(out, chapter, definitions.as_deref());
    out.blank();
    let (mut compile_errors, mut current): (&[_], _) = (&[], None);
    match &checked.outcome {
        CheckOutcome::Verdicts(verdicts) => {
            if let Some(verdict) = verdicts.iter().find(|verdict| verdict.task == task) {
                current = Some(verdict);
                show::verdict::verdict(out, &learner.root, chapter, verdict, None);
            }
        }
        CheckOutcome::Errors(errors) => {
            compile_errors = errors;
            let all = format!("`cargo check -p {} --all-targets` shows all", chapter.package);
            show::verdict::errors(out, chapter, errors, &all);
        }
        CheckOutcome::Cancelled => {}
    }
    out.blank();
    if learner.done_in(chapter) == 0 && predict::Kind::Prediction.programs(chapter).is_ok() {
        let number = chapter.number;
        out.line(&format!("New here? First predict what a program prints: `cargo course predict {number}`"), 2);
    }
    let definitions = definitions.unwrap_or_default();
    let line = show::task::line_to_go_to(&learner.root, chapter, &definitions, compile_errors, current);
    out.line(&format!("Next: {}", show::task::location(out, chapter, line)), 2);
    out.line("Edit it, save it, and run `cargo course` again.", 2);
    out.line("Stuck? `cargo course hint`", 2);
}
