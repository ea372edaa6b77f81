//! `cargo course compare`: the learner's code and recordings, and the reference's.

use course::libtest::{self, Verdict};
use course::process::Cancel;
use course::selection::Selection;

use super::check::{self, Failures};
use super::{CommandError, Context};
use crate::check::{CheckEvent, CheckOutcome};
use crate::exit::ExitStatus;
use crate::log;
use crate::reference;
use crate::show;

/// Prints the learner's code of a task that passes beside the reference's, and their recordings, one above the other.
pub(crate) fn run(context: &mut Context, selection: Option<Selection>) -> Result<ExitStatus, CommandError> {
    let position = context.learner.position(selection);
    let (chapter, task) = (context.learner.chapter(position), context.learner.task(position));
    let selection = Selection { chapter, task: Some(task) };
    let mut program = None;
    let checked = check::run_checks(context, chapter, Some(&selection), |event| {
        if let CheckEvent::Built(built) = event {
            program = Some(built);
        }
    })?;
    let passes = matches!(&checked.outcome, CheckOutcome::Verdicts(verdicts) if verdicts.iter().all(Verdict::passes));
    let Some(program) = program.filter(|_| passes) else {
        check::show_checked(context, &checked, Failures::First);
        context.out.blank();
        context.out.line("There is nothing to compare before the task passes.", 0);
        context.out.print()?;
        return Ok(ExitStatus::Failure);
    };
    let (learners, of_reference) = reference::both(&context.out.layout, chapter, task)?;
    context.learner.log_event(chapter, task, log::Event::Solution);
    show::code::beside(&mut context.out, &learners, &of_reference);
    context.out.blank();
    let folder = reference::traces(chapter);
    let (mut any_is_shown, mut same_is_shown) = (false, false);
    for test in &task.tests {
        let name = format!("{}::{test}", task.id);
        let lines = context.checker(&Cancel::default()).picture(chapter, &program, &name, Some(&folder))?;
        let lines = lines.unwrap_or_default();
        if lines.is_empty() {
            continue;
        }
        if any_is_shown {
            context.out.blank();
        }
        any_is_shown = true;
        context.out.heading(&libtest::sentence(test));
        let is_same = lines.iter().any(|line| line == reference::SAME);
        // If several recordings are the same as the reference's, one picture is enough.
        if is_same && same_is_shown {
            context.out.line(reference::SAME, 0);
        } else {
            context.out.raw(&lines.join("\n"));
        }
        same_is_shown |= is_same;
    }
    if !any_is_shown {
        context.out.line(reference::NO_PICTURE, 0);
    }
    context.out.print()?;
    Ok(ExitStatus::Success)
}
