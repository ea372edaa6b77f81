//! The chapters, and the learner's progress in them.

use course::chapter::{Chapter, Task};
use course::progress::Change;

use crate::learner::{Learner, StatusChange};
use crate::output::{BAD, BOLD, GOOD, Output};

/// Shows all chapters, one a line.
pub(crate) fn glance(out: &mut Output, learner: &Learner) {
    out.heading("Streamlings: async Rust for people who move data");
    out.blank();
    for chapter in learner.chapters {
        let row = row(out, learner, chapter);
        out.raw(&row);
    }
}

/// Shows all chapters with their tasks.
pub(crate) fn list(out: &mut Output, learner: &Learner) {
    for (index, chapter) in learner.chapters.iter().enumerate() {
        if index > 0 {
            out.blank();
        }
        let row = row(out, learner, chapter);
        out.raw(&row);
        for (number, task) in (1..).zip(&chapter.tasks) {
            let line = task_line(out, learner, chapter, number, task);
            out.line(&line, 10);
        }
    }
}

/// Formats a task of the list: `[x] 2  seeded`.
fn task_line(out: &Output, learner: &Learner, chapter: &Chapter, number: usize, task: &Task) -> String {
    let name = name(task);
    if learner.progress.is_done(&chapter.key(task)) {
        out.paint(GOOD, &format!("      [x] {number}  {name}"))
    } else {
        format!("      [ ] {number}  {name}")
    }
}

/// Returns the name of a task for a list: `seeded`, or `folded (optional)`.
pub(crate) fn name(task: &Task) -> String {
    if task.is_optional() { format!("{} (optional)", task.id) } else { task.id.clone() }
}

/// Returns a sentence about the optional tasks of a chapter that are not done, or `None` if there are none.
pub(crate) fn optional_open(learner: &Learner, chapter: &Chapter) -> Option<String> {
    match learner.optional_open_in(chapter) {
        0 => None,
        1 => Some("1 optional task is open".to_owned()),
        more => Some(format!("{more} optional tasks are open")),
    }
}

/// Formats a chapter on one line: its number, its name, a mark for each task, and the number of tasks done. Optional tasks are
/// added at the end, if any is done.
pub(crate) fn row(out: &Output, learner: &Learner, chapter: &Chapter) -> String {
    let mark_of = |task| if learner.progress.is_done(&chapter.key(task)) { '#' } else { '-' };
    let bar: String = chapter.required_tasks().map(mark_of).collect();
    let (done, all) = (learner.done_in(chapter), bar.len());
    let more = match chapter.optional_tasks().count() - learner.optional_open_in(chapter) {
        0 => String::new(),
        more => format!(" +{more}"),
    };
    let is_current = learner.current().is_some_and(|position| learner.chapter(position).folder == chapter.folder);
    let mark = if is_current { '>' } else { ' ' };
    let names = learner.chapters.iter().map(|chapter| chapter.name().len()).max().unwrap_or(0);
    let bars = learner.chapters.iter().map(|chapter| chapter.required_tasks().count()).max().unwrap_or(0) + 2;
    let row = format!(
        "{mark} {:>2}  {:names$}  {:bars$}  {done}/{all}{more}",
        chapter.number,
        chapter.name(),
        format!("[{bar}]")
    );
    match (is_current, done == all) {
        (true, _) => out.paint(BOLD, &row),
        (_, true) => out.paint(GOOD, &row),
        _ => row,
    }
}

/// Shows which tasks pass now or no longer pass, one a line, after an empty line.
pub(crate) fn changes(out: &mut Output, changes: &[StatusChange]) {
    if !changes.is_empty() {
        out.blank();
    }
    for StatusChange { change, task } in changes {
        let line = match change {
            Change::Broke => out.paint(BAD, &format!("`{}` was done, but no longer passes.", task.id)),
            Change::Passed | Change::None => out.paint(GOOD, &format!("`{}` passes now.", task.id)),
        };
        out.line(&line, 0);
    }
}
