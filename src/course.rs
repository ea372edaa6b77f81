//! The learner's way through the course: which tasks are done, which one is current, and which one is next.

use std::path::{Path, PathBuf};

use crate::chapter::{Chapter, Task};
use crate::libtest::Verdict;
use crate::log::{self, Log, LogError};
use crate::progress::{Change, Progress, ProgressError};
use crate::selection::Selection;

/// The position of a task in the course: the index of its chapter and its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) chapter: usize,
    pub(crate) task: usize,
}

/// A task that passes for the first time or does not pass any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StatusChange<'c> {
    pub(crate) change: Change,
    pub(crate) task: &'c Task,
}

/// The chapters of the course, and the learner's progress and log.
#[derive(Debug)]
pub(crate) struct Course<'c> {
    pub(crate) root: PathBuf,
    pub(crate) chapters: &'c [Chapter],
    pub(crate) progress: Progress,
    pub(crate) log: Log,
    /// Failures to save something. The learner can go on all the same.
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

impl<'c> Course<'c> {
    pub(crate) fn new(root: &Path, chapters: &'c [Chapter]) -> Course<'c> {
        Course {
            root: root.to_owned(),
            chapters,
            progress: Progress::load(root),
            log: Log::of(root),
            warnings: Vec::new(),
        }
    }

    pub(crate) fn chapter(&self, place: Place) -> &'c Chapter {
        &self.chapters[place.chapter]
    }

    pub(crate) fn task(&self, place: Place) -> &'c Task {
        &self.chapter(place).tasks[place.task]
    }

    /// Returns the name of a task in the whole course.
    pub(crate) fn key(&self, place: Place) -> String {
        self.chapter(place).key(self.task(place))
    }

    /// Returns the positions of all tasks, in order.
    pub(crate) fn places(&self) -> impl DoubleEndedIterator<Item = Place> + use<'c> {
        let chapters = self.chapters;
        chapters
            .iter()
            .enumerate()
            .flat_map(|(chapter, Chapter { tasks, .. })| (0..tasks.len()).map(move |task| Place { chapter, task }))
    }

    /// Returns the position of a task of a chapter.
    pub(crate) fn place_of(&self, chapter: &Chapter, task: &Task) -> Option<Place> {
        self.places().find(|place| self.chapter(*place).folder == chapter.folder && self.task(*place).id == task.id)
    }

    /// Returns the position of the selected task; of a chapter, that of the first task that is not done; by default, that of
    /// the current task.
    pub(crate) fn place(&self, selection: Option<Selection>) -> Place {
        let of_selection = |Selection { chapter, task }| match task {
            Some(task) => self.place_of(chapter, task),
            None => self.first_open_of(chapter),
        };
        let found = selection.map_or_else(|| self.current(), of_selection);
        found.or_else(|| self.places().next_back()).unwrap_or(Place { chapter: 0, task: 0 })
    }

    pub(crate) fn is_done(&self, place: Place) -> bool {
        self.progress.is_done(&self.key(place))
    }

    /// Returns whether all tasks of a chapter are done. A chapter without tasks is not: its check file is damaged.
    pub(crate) fn is_chapter_done(&self, chapter: &Chapter) -> bool {
        !chapter.tasks.is_empty() && self.done_in(chapter) == chapter.tasks.len()
    }

    /// Returns the number of tasks of a chapter that are done.
    pub(crate) fn done_in(&self, chapter: &Chapter) -> usize {
        chapter.tasks.iter().filter(|task| self.progress.is_done(&chapter.key(task))).count()
    }

    /// Returns the number of all tasks, and of those that are done.
    pub(crate) fn count(&self) -> (usize, usize) {
        (self.places().count(), self.places().filter(|place| self.is_done(*place)).count())
    }

    /// Returns the first task of a chapter that is not done, or else its first one.
    pub(crate) fn first_open_of(&self, chapter: &Chapter) -> Option<Place> {
        let in_chapter = || self.places().filter(|place| self.chapter(*place).folder == chapter.folder);
        in_chapter().find(|place| !self.is_done(*place)).or_else(|| in_chapter().next())
    }

    /// Returns the current task, or `None` if all are done.
    ///
    /// It is the task that was chosen last, if it is not done, or else the next one that is not. The first follows the last.
    pub(crate) fn current(&self) -> Option<Place> {
        let chosen = self.progress.place();
        let chosen = self.places().find(|place| Some(self.key(*place)) == chosen);
        self.next_open(|place| chosen.is_none_or(|chosen| place >= chosen))
    }

    /// Returns the next task after `place` that is not done. The first follows the last. If no other task is left, returns
    /// the one after `place`, done or not.
    pub(crate) fn next(&self, place: Place) -> Place {
        let follows = || self.places().find(|other| *other > place).or_else(|| self.places().next());
        self.next_open(|other| other > place).filter(|next| *next != place).or_else(follows).unwrap_or(place)
    }

    /// Returns the task before `place`. The last precedes the first.
    pub(crate) fn previous(&self, place: Place) -> Place {
        let before = self.places().rfind(|other| *other < place);
        before.or_else(|| self.places().next_back()).unwrap_or(place)
    }

    fn next_open(&self, is_at_or_after: impl Fn(Place) -> bool) -> Option<Place> {
        let open = || self.places().filter(|place| !self.is_done(*place));
        open().find(|place| is_at_or_after(*place)).or_else(|| open().next())
    }

    /// Makes a task the current one.
    pub(crate) fn choose(&mut self, place: Place) {
        let saved = self.progress.set_place(&self.key(place));
        self.warn(saved);
    }

    /// Records a verdict. Returns the change, if there is one.
    pub(crate) fn record(&mut self, chapter: &Chapter, verdict: &Verdict<'c>) -> Option<StatusChange<'c>> {
        let change = self.progress.record(&chapter.key(verdict.task), verdict.passes());
        (change != Change::None).then_some(StatusChange { change, task: verdict.task })
    }

    /// Logs an event.
    pub(crate) fn note(&mut self, chapter: &Chapter, task: &Task, event: log::Event) {
        let noted = self.log.note(&chapter.key(task), event);
        self.warn(noted);
    }

    /// Logs the outcome of a check that the learner has started.
    pub(crate) fn note_verdict(&mut self, chapter: &Chapter, verdict: &Verdict) {
        let event = match verdict.failures.first() {
            None => log::Event::Passes,
            Some(failure) => log::Event::Fails { test: failure.test.clone() },
        };
        self.note(chapter, verdict.task, event);
    }

    /// Marks tasks whose stubs were restored as not done.
    pub(crate) fn forget(&mut self, selection: Selection) {
        for task in selection.tasks() {
            self.progress.record(&selection.chapter.key(task), false);
            self.note(selection.chapter, task, log::Event::Reset);
        }
        self.save();
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
        let task = |id: &str| Task { id: id.to_owned(), tests: vec!["t".to_owned()] };
        let chapter = |folder, tasks| Chapter::new(Path::new(""), folder, tasks).unwrap();
        vec![chapter("0-first", vec![task("one"), task("two")]), chapter("1-last", vec![task("three")])]
    }

    const ONE: Place = Place { chapter: 0, task: 0 };
    const TWO: Place = Place { chapter: 0, task: 1 };
    const THREE: Place = Place { chapter: 1, task: 0 };

    fn pass(course: &mut Course, place: Place) {
        let key = course.key(place);
        course.progress.record(&key, true);
    }

    #[test]
    fn the_current_task_is_the_first_that_is_not_done() {
        let (root, chapters) = (tempfile::tempdir().unwrap(), chapters());
        let mut course = Course::new(root.path(), &chapters);
        assert_eq!(course.current(), Some(ONE));
        pass(&mut course, ONE);
        assert_eq!(course.current(), Some(TWO));
        pass(&mut course, TWO);
        pass(&mut course, THREE);
        assert_eq!(course.current(), None);
        assert_eq!(course.count(), (3, 3));
    }

    #[test]
    fn a_chosen_task_comes_before_skipped_ones() {
        let (root, chapters) = (tempfile::tempdir().unwrap(), chapters());
        Course::new(root.path(), &chapters).choose(THREE);
        let mut course = Course::new(root.path(), &chapters);
        assert_eq!(course.current(), Some(THREE));
        pass(&mut course, THREE);
        assert_eq!(course.current(), Some(ONE), "the first follows the last");
    }

    #[test]
    fn next_skips_done_tasks_and_previous_does_not() {
        let (root, chapters) = (tempfile::tempdir().unwrap(), chapters());
        let mut course = Course::new(root.path(), &chapters);
        pass(&mut course, TWO);
        assert_eq!(course.next(ONE), THREE);
        assert_eq!(course.previous(THREE), TWO);
        assert_eq!((course.next(THREE), course.previous(ONE)), (ONE, THREE));
        pass(&mut course, THREE);
        assert_eq!(course.next(ONE), TWO, "if no other task is left, the next one");
    }
}
