//! The course as a learner goes through it: what is done, what is at hand, and what comes next.

use std::path::{Path, PathBuf};

use crate::chapter::{Chapter, Task};
use crate::log::{self, Log, LogError};
use crate::progress::{Change, Progress, ProgressError};
use crate::selection::Selection;
use crate::verdict::Verdict;

/// A task of the course, by the numbers of its chapter and itself, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) chapter: usize,
    pub(crate) task: usize,
}

/// Something that a verdict changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct News<'c> {
    pub(crate) change: Change,
    pub(crate) task: &'c Task,
}

/// The course, with what the learner has done.
#[derive(Debug)]
pub(crate) struct Course<'c> {
    pub(crate) root: PathBuf,
    pub(crate) chapters: &'c [Chapter],
    pub(crate) progress: Progress,
    pub(crate) log: Log,
    /// Why something could not be kept. The learner can go on all the same.
    pub(crate) warnings: Vec<Warning>,
}

/// Why something could not be kept.
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

    /// The task's name in the whole course.
    pub(crate) fn key(&self, place: Place) -> String {
        self.chapter(place).key(self.task(place))
    }

    /// All tasks, in their order.
    pub(crate) fn places(&self) -> impl DoubleEndedIterator<Item = Place> + use<'c> {
        let chapters = self.chapters;
        chapters
            .iter()
            .enumerate()
            .flat_map(|(chapter, Chapter { tasks, .. })| (0..tasks.len()).map(move |task| Place { chapter, task }))
    }

    /// The place of a task of a chapter.
    pub(crate) fn place_of(&self, chapter: &Chapter, task: &Task) -> Option<Place> {
        self.places().find(|place| self.chapter(*place).folder == chapter.folder && self.task(*place).id == task.id)
    }

    /// The task that is meant; of a chapter the first that is not done. Without a selection, the task at hand.
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

    /// Whether all tasks of a chapter are done. Without any it is not: its check file is damaged.
    pub(crate) fn is_chapter_done(&self, chapter: &Chapter) -> bool {
        !chapter.tasks.is_empty() && self.done_in(chapter) == chapter.tasks.len()
    }

    /// How many tasks of a chapter are done.
    pub(crate) fn done_in(&self, chapter: &Chapter) -> usize {
        chapter.tasks.iter().filter(|task| self.progress.is_done(&chapter.key(task))).count()
    }

    /// How many tasks there are, and how many are done.
    pub(crate) fn count(&self) -> (usize, usize) {
        (self.places().count(), self.places().filter(|place| self.is_done(*place)).count())
    }

    /// The first task of a chapter that is not done, or else its first one.
    pub(crate) fn first_open_of(&self, chapter: &Chapter) -> Option<Place> {
        let in_chapter = || self.places().filter(|place| self.chapter(*place).folder == chapter.folder);
        in_chapter().find(|place| !self.is_done(*place)).or_else(|| in_chapter().next())
    }

    /// The task at hand: the one that was chosen last, if it is not done, or else the first after it that is not; after
    /// the last comes the first. `None` when all are done.
    pub(crate) fn current(&self) -> Option<Place> {
        let chosen = self.progress.place();
        let chosen = self.places().find(|place| Some(self.key(*place)) == chosen);
        self.next_open(|place| chosen.is_none_or(|chosen| place >= chosen))
    }

    /// The next task after `place` that is not done; after the last comes the first. When all are done, or only it is
    /// not, the one that follows.
    pub(crate) fn next(&self, place: Place) -> Place {
        let follows = || self.places().find(|other| *other > place).or_else(|| self.places().next());
        self.next_open(|other| other > place).filter(|next| *next != place).or_else(follows).unwrap_or(place)
    }

    /// The task before `place`; before the first comes the last.
    pub(crate) fn previous(&self, place: Place) -> Place {
        let before = self.places().rfind(|other| *other < place);
        before.or_else(|| self.places().next_back()).unwrap_or(place)
    }

    fn next_open(&self, is_at_or_after: impl Fn(Place) -> bool) -> Option<Place> {
        let open = || self.places().filter(|place| !self.is_done(*place));
        open().find(|place| is_at_or_after(*place)).or_else(|| open().next())
    }

    /// Makes a task the one at hand.
    pub(crate) fn choose(&mut self, place: Place) {
        let kept = self.progress.set_place(&self.key(place));
        self.warn(kept);
    }

    /// Keeps what a verdict says.
    pub(crate) fn record(&mut self, chapter: &Chapter, verdict: &Verdict<'c>) -> Option<News<'c>> {
        let change = self.progress.record(&chapter.key(verdict.task), verdict.passes());
        (change != Change::None).then_some(News { change, task: verdict.task })
    }

    /// Writes down what the learner did.
    pub(crate) fn note(&mut self, chapter: &Chapter, task: &Task, event: log::Event) {
        let noted = self.log.note(&chapter.key(task), event);
        self.warn(noted);
    }

    /// Writes down the outcome of a check that the learner has asked for.
    pub(crate) fn note_verdict(&mut self, chapter: &Chapter, verdict: &Verdict) {
        let event = match verdict.failures.first() {
            None => log::Event::Passes,
            Some(failure) => log::Event::Fails { test: failure.test.clone() },
        };
        self.note(chapter, verdict.task, event);
    }

    /// The stub of some tasks was restored: they are not done any more.
    pub(crate) fn forget(&mut self, selection: Selection) {
        for task in selection.tasks() {
            self.progress.record(&selection.chapter.key(task), false);
            self.note(selection.chapter, task, log::Event::Reset);
        }
        self.save();
    }

    /// Writes the progress to the disk.
    pub(crate) fn save(&mut self) {
        let saved = self.progress.save();
        self.warn(saved);
    }

    fn warn<W: Into<Warning>>(&mut self, kept: Result<(), W>) {
        if let Err(warning) = kept {
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
    fn the_task_at_hand_is_the_first_that_is_not_done() {
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
    fn the_task_that_was_chosen_goes_before_those_that_were_skipped() {
        let (root, chapters) = (tempfile::tempdir().unwrap(), chapters());
        Course::new(root.path(), &chapters).choose(THREE);
        let mut course = Course::new(root.path(), &chapters);
        assert_eq!(course.current(), Some(THREE));
        pass(&mut course, THREE);
        assert_eq!(course.current(), Some(ONE), "after the last comes the first");
    }

    #[test]
    fn next_skips_what_is_done_and_previous_does_not() {
        let (root, chapters) = (tempfile::tempdir().unwrap(), chapters());
        let mut course = Course::new(root.path(), &chapters);
        pass(&mut course, TWO);
        assert_eq!(course.next(ONE), THREE);
        assert_eq!(course.previous(THREE), TWO);
        assert_eq!((course.next(THREE), course.previous(ONE)), (ONE, THREE));
        pass(&mut course, THREE);
        assert_eq!(course.next(ONE), TWO, "when nothing else is open, the one that follows");
    }
}
