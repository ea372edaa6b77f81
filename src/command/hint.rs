//! `cargo course hint`: one more hint.

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::hints;
use crate::log;
use crate::selection::Selection;

/// Prints the next hint to a task; of a chapter, to its first task that is not done. After the last hint, prints all of
/// them again.
pub(crate) fn run(context: &mut Context, selection: Option<Selection>) -> Result<ExitStatus, CommandError> {
    let Context { course, out } = context;
    let place = match selection {
        None => course.current(),
        Some(Selection { chapter, task: Some(task) }) => course.place_of(chapter, task),
        Some(Selection { chapter, task: None }) => {
            course.first_open_of(chapter).filter(|place| !course.is_done(*place))
        }
    };
    let Some(place) = place else {
        let whole = selection.map_or("the course".to_owned(), |at| format!("chapter {}", at.chapter.number));
        out.line(&format!("Every task of {whole} is done."), 0);
        out.print()?;
        return Ok(ExitStatus::Success);
    };
    let (chapter, task) = (course.chapter(place), course.task(place));
    let hints = hints::of(chapter, task)?;
    let key = chapter.key(task);
    let shown = course.progress.hints_shown(&key);
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
        let number = place.task + 1;
        out.line(
            &format!("There are no more hints. `cargo course solution {}.{number}` shows one way.", chapter.number),
            0,
        );
    }
    if shown < hints.len() {
        course.progress.show_hint(&key, shown + 1);
        course.save();
        course.note(chapter, task, log::Event::Hint { number: shown + 1 });
    }
    out.print()?;
    Ok(ExitStatus::Success)
}
