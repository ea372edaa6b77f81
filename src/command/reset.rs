//! `cargo course reset`: the stubs of chapters or tasks again.

use course::selection::Selection;

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::reset::{self, Reset};

/// Restores the stubs of all chapters, and forgets the progress: the course starts over. The learner's versions are kept.
///
/// Nothing is changed if the stub of a chapter cannot be read.
pub(crate) fn run_for_all(context: &mut Context, selections: &[Selection]) -> Result<ExitStatus, CommandError> {
    for selection in selections {
        reset::can_reset(*selection)?;
    }
    let status = run(context, selections)?;
    context.learner.start_over();
    context.out.line("The course starts over: no task is done, and no hint was shown.", 0);
    context.out.print()?;
    Ok(status)
}

/// Restores the stub of each selected chapter or task, and prints where the learner's version was kept.
pub(crate) fn run(context: &mut Context, selections: &[Selection]) -> Result<ExitStatus, CommandError> {
    let Context { learner, out } = context;
    for selection in selections {
        let name = match selection.task {
            Some(task) => format!("`{}`", task.id),
            None => format!("Chapter {}", selection.chapter.number),
        };
        match reset::reset(*selection)? {
            Reset::Unchanged => {
                out.line(&format!("{name} is as it came with the course: there is nothing to reset."), 0);
            }
            Reset::Done { kept } => {
                learner.forget(*selection);
                let kept = kept.map(|kept| format!(" Your version is kept in {}", out.layout.path(&kept)));
                out.line(&format!("{name} is reset.{}", kept.unwrap_or_default()), 0);
            }
        }
    }
    out.print()?;
    Ok(ExitStatus::Success)
}
