//! The learner's way through the course: which tasks are done, which one is current, and which one is next.

use std::path::{Path, PathBuf};

use course::chapter::{Chapter, Task};
use course::contract;
use course::libtest::Verdict;
use course::progress::{Change, Progress, ProgressError};
use course::selection::Selection;

use crate::log::{self, Log, LogError};

/// The position of a task in the course: the index of its chapter and its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) chapter: usize,
    pub(crate) task: usize,
}

/// A task that passes for the first time, or no longer passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StatusChange<'c> {
    pub(crate) change: Change,
    pub(crate) task: &'c Task,
}

/// The chapters of the course, and the learner's progress and log.
#[derive(Debug)]
pub(crate) struct Learner<'c> {
    pub(crate) root: PathBuf,
    pub(crate) chapters: &'c [Chapter],
    pub(crate) progress: Progress,
    pub(crate) log: Log,
    /// Failures to save something. None of them stops the learner.
    pub(crate) warnings: Vec<Warning>,
}

/// The failure to save something.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Warning {
    #[error(transparent)]
    Progress(#[from] ProgressError),
    #[error(transparent)]
    Log(#[from] LogError),
}

impl<'c> Learner<'c> {
    pub(crate) fn new(root: &Path, chapters: &'c [Chapter]) -> Learner<'c> {
        Learner {
            root: root.to_owned(),
            chapters,
            progress: Progress::load(root),
            log: Log::of(root),
            warnings: Vec::new(),
        }
    }

    pub(crate) fn chapter(&self, position: Position) -> &'c Chapter {
        &self.chapters[position.chapter]
    }

    pub(crate) fn task(&self, position: Position) -> &'c Task {
        &self.chapter(position).tasks[position.task]
    }

    /// Returns the name of a task in the whole course.
    pub(crate) fn key(&self, position: Position) -> String {
        self.chapter(position).key(self.task(position))
    }

    /// Returns the positions of all tasks, in order.
    pub(crate) fn positions(&self) -> impl DoubleEndedIterator<Item = Position> + use<'c> {
        let chapters = self.chapters;
        chapters
            .iter()
            .enumerate()
            .flat_map(|(chapter, Chapter { tasks, .. })| (0..tasks.len()).map(move |task| Position { chapter, task }))
    }

    /// Returns the position of a task of a chapter.
    pub(crate) fn position_of(&self, chapter: &Chapter, task: &Task) -> Option<Position> {
        self.positions()
            .find(|position| self.chapter(*position).folder == chapter.folder && self.task(*position).id == task.id)
    }

    /// Returns the position of the selected task; of a chapter, that of the first task that is not done; by default, that of
    /// the current task.
    pub(crate) fn position(&self, selection: Option<Selection>) -> Position {
        let of_selection = |Selection { chapter, task }| match task {
            Some(task) => self.position_of(chapter, task),
            None => self.first_open_of(chapter),
        };
        let found = selection.map_or_else(|| self.current(), of_selection);
        found.or_else(|| self.positions().next_back()).unwrap_or(Position { chapter: 0, task: 0 })
    }

    pub(crate) fn is_done(&self, position: Position) -> bool {
        self.progress.is_done(&self.key(position))
    }

    /// Returns whether the tasks of a chapter are done, apart from optional ones. A chapter without tasks is not: its check
    /// file is damaged.
    pub(crate) fn is_chapter_done(&self, chapter: &Chapter) -> bool {
        let all = chapter.required_tasks().count();
        all > 0 && self.done_in(chapter) == all
    }

    /// Returns the number of tasks of a chapter that are done, apart from optional ones.
    pub(crate) fn done_in(&self, chapter: &Chapter) -> usize {
        chapter.required_tasks().filter(|task| self.progress.is_done(&chapter.key(task))).count()
    }

    /// Returns the number of optional tasks of a chapter that are not done.
    pub(crate) fn optional_open_in(&self, chapter: &Chapter) -> usize {
        chapter.optional_tasks().filter(|task| !self.progress.is_done(&chapter.key(task))).count()
    }

    /// Returns the number of all tasks, and of those that are done, apart from optional ones.
    pub(crate) fn count(&self) -> (usize, usize) {
        let required = || self.positions().filter(|position| !self.is_optional(*position));
        (required().count(), required().filter(|position| self.is_done(*position)).count())
    }

    /// Returns the first task of a chapter that is not done, or else its first one. Optional tasks are the last in a chapter.
    pub(crate) fn first_open_of(&self, chapter: &Chapter) -> Option<Position> {
        let in_chapter = || self.positions().filter(|position| self.chapter(*position).folder == chapter.folder);
        let open = || in_chapter().filter(|position| !self.is_done(*position));
        let required = open().find(|position| !self.is_optional(*position));
        required.or_else(|| open().next()).or_else(|| in_chapter().next())
    }

    /// Returns the task of a chapter that a learner probably works on who has just saved its file: the first required one that is
    /// not done, or an optional one that was begun; or else the first one.
    pub(crate) fn worked_on_in(&self, chapter: &Chapter) -> Option<Position> {
        let in_chapter = || self.positions().filter(|position| self.chapter(*position).folder == chapter.folder);
        let open = || in_chapter().filter(|position| !self.is_done(*position));
        let required = open().find(|position| !self.is_optional(*position));
        let begun = || open().find(|position| !contract::is_untouched(chapter, self.task(*position)));
        required.or_else(begun).or_else(|| in_chapter().next())
    }

    /// Returns the first optional task of a chapter that is not done, or else its first one; `None` if it has none.
    pub(crate) fn first_optional_of(&self, chapter: &Chapter) -> Option<Position> {
        let optional = || {
            let in_chapter = self.positions().filter(|position| self.chapter(*position).folder == chapter.folder);
            in_chapter.filter(|position| self.is_optional(*position))
        };
        optional().find(|position| !self.is_done(*position)).or_else(|| optional().next())
    }

    /// Returns the current task, or `None` if all are done.
    ///
    /// It is the task that was chosen last, if it is not done, or else the next one that is not. The first follows the last.
    /// An optional task is the current one only if it was chosen.
    pub(crate) fn current(&self) -> Option<Position> {
        let chosen = self.progress.chosen();
        let chosen = self.positions().find(|position| Some(self.key(*position)) == chosen);
        let chosen_and_open = chosen.filter(|position| !self.is_done(*position));
        chosen_and_open.or_else(|| self.next_open(|position| chosen.is_none_or(|chosen| position >= chosen)))
    }

    /// Returns the next task after `position` that is not done. The first follows the last. If no other task is left, returns
    /// the one after `position`, done or not.
    ///
    /// Optional tasks follow each other, and otherwise only come when all other tasks are done.
    pub(crate) fn next(&self, position: Position) -> Position {
        let others = |is_after: bool| {
            let positions = self.positions().filter(move |other| *other != position && (*other > position) == is_after);
            positions.filter(|other| !self.is_done(*other))
        };
        let is_next_optional =
            |other: &Position| self.is_optional(*other) && other.chapter == position.chapter && *other > position;
        let sibling = || others(true).find(is_next_optional).filter(|_| self.is_optional(position));
        let required = || others(true).chain(others(false)).find(|other| !self.is_optional(*other));
        let optional = || others(true).chain(others(false)).next();
        let follows = || self.positions().find(|other| *other > position).or_else(|| self.positions().next());
        sibling().or_else(required).or_else(optional).or_else(follows).unwrap_or(position)
    }

    /// Returns the task before `position`. The last precedes the first.
    pub(crate) fn previous(&self, position: Position) -> Position {
        let before = self.positions().rfind(|other| *other < position);
        before.or_else(|| self.positions().next_back()).unwrap_or(position)
    }

    /// Returns whether the task at `position` is outside of every count.
    pub(crate) fn is_optional(&self, position: Position) -> bool {
        self.task(position).is_optional()
    }

    fn next_open(&self, is_at_or_after: impl Fn(Position) -> bool) -> Option<Position> {
        let open = || self.positions().filter(|position| !self.is_done(*position) && !self.is_optional(*position));
        open().find(|position| is_at_or_after(*position)).or_else(|| open().next())
    }

    /// Makes a task the current one.
    pub(crate) fn choose(&mut self, position: Position) {
        let saved = self.progress.choose(&self.key(position));
        self.warn(saved);
    }

    /// Records a verdict. Returns the change, if there is one.
    pub(crate) fn record(&mut self, chapter: &Chapter, verdict: &Verdict<'c>) -> Option<StatusChange<'c>> {
        let change = self.progress.record(&chapter.key(verdict.task), verdict.passes());
        (change != Change::None).then_some(StatusChange { change, task: verdict.task })
    }

    /// Logs an event.
    pub(crate) fn log_event(&mut self, chapter: &Chapter, task: &Task, event: log::Event) {
        let result = self.log.add(&chapter.key(task), event);
        self.warn(result);
    }

    /// Logs the outcome of a check that the learner has started.
    pub(crate) fn log_verdict(&mut self, chapter: &Chapter, verdict: &Verdict) {
        let event = match verdict.failures.first() {
            None => log::Event::Passes,
            Some(failure) => log::Event::Fails { test: failure.test.clone() },
        };
        self.log_event(chapter, verdict.task, event);
    }

    /// Marks tasks whose stubs were restored as not done.
    pub(crate) fn forget(&mut self, selection: Selection) {
        for task in selection.tasks() {
            self.progress.record(&selection.chapter.key(task), false);
            self.log_event(selection.chapter, task, log::Event::Reset);
        }
        self.save();
    }

    /// Forgets the whole progress: tasks, hints and the chosen task. The log stays.
    pub(crate) fn start_over(&mut self) {
        let forgotten = self.progress.start_over();
        self.warn(forgotten);
    }

    /// Saves the progress.
    pub(crate) fn save(&mut self) {
        let saved = self.progress.save();
        self.warn(saved);
    }

    /// Remembers a failure as a warning.
    fn warn<W: Into<Warning>>(&mut self, result: Result<(), W>) {
        if let Err(warning) = result {
            self.warnings.push(warning.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapters() -> Vec<Chapter> {
        let task = |id: &str| Task::new(id, ["t"]);
        let chapter = |folder, tasks| Chapter::new(Path::new(""), folder, tasks).unwrap();
        vec![chapter("0-first", vec![task("one"), task("two")]), chapter("1-last", vec![task("three")])]
    }

    const ONE: Position = Position { chapter: 0, task: 0 };
    const TWO: Position = Position { chapter: 0, task: 1 };
    const THREE: Position = Position { chapter: 1, task: 0 };

    fn pass(learner: &mut Learner, position: Position) {
        let key = learner.key(position);
        learner.progress.record(&key, true);
    }

    #[test]
    fn the_current_task_is_the_first_that_is_not_done() {
        let (root, chapters) = (tempfile::tempdir().unwrap(), chapters());
        let mut learner = Learner::new(root.path(), &chapters);
        assert_eq!(learner.current(), Some(ONE));
        pass(&mut learner, ONE);
        assert_eq!(learner.current(), Some(TWO));
        pass(&mut learner, TWO);
        pass(&mut learner, THREE);
        assert_eq!(learner.current(), None);
        assert_eq!(learner.count(), (3, 3));
    }

    #[test]
    fn a_chosen_task_comes_before_skipped_ones() {
        let (root, chapters) = (tempfile::tempdir().unwrap(), chapters());
        Learner::new(root.path(), &chapters).choose(THREE);
        let mut learner = Learner::new(root.path(), &chapters);
        assert_eq!(learner.current(), Some(THREE));
        pass(&mut learner, THREE);
        assert_eq!(learner.current(), Some(ONE), "the first follows the last");
    }

    #[test]
    fn next_skips_done_tasks_and_previous_does_not() {
        let (root, chapters) = (tempfile::tempdir().unwrap(), chapters());
        let mut learner = Learner::new(root.path(), &chapters);
        pass(&mut learner, TWO);
        assert_eq!(learner.next(ONE), THREE);
        assert_eq!(learner.previous(THREE), TWO);
        assert_eq!((learner.next(THREE), learner.previous(ONE)), (ONE, THREE));
        pass(&mut learner, THREE);
        assert_eq!(learner.next(ONE), TWO, "if no other task is left, the next one");
    }

    #[test]
    fn optional_tasks_are_outside_of_the_way_and_of_every_count() {
        let root = tempfile::tempdir().unwrap();
        let optional = |id: &str| Task::new(id, ["t"]).with_optional(true);
        let chapter = |folder, tasks| Chapter::new(Path::new(""), folder, tasks).unwrap();
        let chapters = [
            chapter("0-first", vec![Task::new("one", ["t"]), optional("more"), optional("most")]),
            chapter("1-last", vec![Task::new("three", ["t"])]),
        ];
        let at = |chapter, task| Position { chapter, task };
        let (one, more, most, three) = (at(0, 0), at(0, 1), at(0, 2), at(1, 0));
        let mut learner = Learner::new(root.path(), &chapters);
        assert_eq!(learner.count(), (2, 0));
        assert_eq!(learner.first_optional_of(&chapters[0]), Some(more));
        pass(&mut learner, one);
        assert!(learner.is_chapter_done(&chapters[0]));
        assert_eq!((learner.next(one), learner.current()), (three, Some(three)), "the way leads past them");
        assert_eq!((learner.next(more), learner.next(most)), (most, three), "but from one to the next");
        assert_eq!(learner.first_open_of(&chapters[0]), Some(more));
        learner.choose(more);
        assert_eq!(learner.current(), Some(more), "it was chosen");
        pass(&mut learner, more);
        assert_eq!(learner.current(), Some(three));
        pass(&mut learner, three);
        assert_eq!((learner.current(), learner.count()), (None, (2, 2)));
        assert_eq!((learner.next(three), learner.optional_open_in(&chapters[0])), (most, 1));
    }
}
