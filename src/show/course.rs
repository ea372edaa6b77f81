//! The chapters, and how far the learner is.

use crate::chapter::Chapter;
use crate::course::{Course, News};
use crate::page::{BAD, BOLD, GOOD, Page};
use crate::progress::Change;

/// All chapters, a line each.
pub(crate) fn glance(page: &mut Page, course: &Course) {
    page.heading("Streamlings: async Rust for people who move data");
    page.blank();
    for chapter in course.chapters {
        let row = row(page, course, chapter);
        page.raw(&row);
    }
}

/// All chapters and their tasks.
pub(crate) fn list(page: &mut Page, course: &Course) {
    for (index, chapter) in course.chapters.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        let row = row(page, course, chapter);
        page.raw(&row);
        for (number, task) in (1..).zip(&chapter.tasks) {
            let line = task_line(page, course, chapter, number, &task.id);
            page.line(&line, 10);
        }
    }
}

/// A task of a list: `[x] 2  seeded`.
pub(crate) fn task_line(page: &Page, course: &Course, chapter: &Chapter, number: usize, id: &str) -> String {
    if course.progress.is_done(&chapter.key_of(id)) {
        page.paint(GOOD, &format!("      [x] {number}  {id}"))
    } else {
        format!("      [ ] {number}  {id}")
    }
}

/// A chapter on one line: its number, its name, a mark a task, and how many are done.
pub(crate) fn row(page: &Page, course: &Course, chapter: &Chapter) -> String {
    let bar: String =
        chapter.tasks.iter().map(|task| if course.progress.is_done(&chapter.key(task)) { '#' } else { '-' }).collect();
    let (done, all) = (course.done_in(chapter), chapter.tasks.len());
    let is_current = course.current().is_some_and(|place| course.chapter(place).folder == chapter.folder);
    let mark = if is_current { '>' } else { ' ' };
    let names = course.chapters.iter().map(|chapter| chapter.name().len()).max().unwrap_or(0);
    let bars = course.chapters.iter().map(|chapter| chapter.tasks.len()).max().unwrap_or(0) + 2;
    let row =
        format!("{mark} {:>2}  {:names$}  {:bars$}  {done}/{all}", chapter.number, chapter.name(), format!("[{bar}]"));
    match (is_current, done == all) {
        (true, _) => page.paint(BOLD, &row),
        (_, true) => page.paint(GOOD, &row),
        _ => row,
    }
}

/// What verdicts have changed, after an empty line, a line each.
pub(crate) fn news(page: &mut Page, news: &[News]) {
    if !news.is_empty() {
        page.blank();
    }
    for News { change, task } in news {
        let line = match change {
            Change::Broke => page.paint(BAD, &format!("`{}` was done, and does not pass any more.", task.id)),
            Change::Passed | Change::None => page.paint(GOOD, &format!("`{}` passes now.", task.id)),
        };
        page.line(&line, 0);
    }
}
