//! `cargo course hint`: one more hint.

use course::hints;
use course::selection::Selection;

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::log;

/// Prints the next hint for a task; for a chapter, that for its first open task. After the last hint, prints all of
/// them again.
pub(crate) fn run(context: &mut Context, selection: Option<Selection>) -> Result<ExitStatus, CommandError> {
    let Context { learner, out } = context;
    let position = match selection {
        None => learner.current(),
        Some(Selection { chapter, task: Some(task) }) => learner.position_of(chapter, task),
        Some(Selection { chapter, task: None }) => {
            learner.first_open_of(chapter).filter(|position| !learner.is_done(*position))
        }
    };
    let Some(position) = position else {
        let whole = selection.map_or("the course".to_owned(), |at| format!("chapter {}", at.chapter.number));
        out.line(&format!("Every task of {whole} is done."), 0);
        out.print()?;
        return Ok(ExitStatus::Success);
    };
    let (chapter, task) = (learner.chapter(position), learner.task(position));
    let hints = hints::of(chapter, task)?;
    let key = chapter.key(task);
    let shown = learner.progress.hints_shown(&key);
    let next = if shown < hints.len() { shown..shown + 1 } else { 0..hints.len() };
    for index in next {
        out.heading(&hints::title(task, index, hints.len()));
        out.blank();
        out.markdown(&hints[index]);
        out.blank();
    }
    if shown + 1 < hints.len() {
        out.line("Run `cargo course hint` again for the next one.", 0);
    } else {
        let number = position.task + 1;
        out.line(
            &format!("There are no more hints. `cargo course solution {}.{number}` shows one way.", chapter.number),
            0,
        );
    }
    if shown < hints.len() {
        learner.progress.record_hint(&key, shown + 1);
        learner.save();
        learner.log_event(chapter, task, log::Event::Hint { number: shown + 1 });
    }
    out.print()?;
    Ok(ExitStatus::Success)
}
