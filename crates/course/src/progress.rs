//! The learner's progress: plain text in `.streamlings`, which can be deleted, merged and read.
//!
//! The file `progress` lists the tasks that are done, `hints` the hints that were shown, `answers` the predictions and review
//! questions that were answered: each is a sorted set of lines. Unknown lines are kept, for other versions of the course. `place` contains the task that the learner has chosen.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Tasks that became several, with the keys that they have now. Whoever has done such a task has done each of these.
const FORMERLY: [(&str, &[&str]); 3] = [
    (
        "1-async-comprehension/looked_up",
        &["1-async-comprehension/looked_up_in_turn", "1-async-comprehension/looked_up_together"],
    ),
    ("2-measure-runtime/sums", &["2-measure-runtime/sum_collected", "2-measure-runtime/sum_streamed"]),
    (
        "6-three-api-pipeline/items",
        &["6-three-api-pipeline/process_items", "6-three-api-pipeline/transform_data", "6-three-api-pipeline/records"],
    ),
];

/// The tasks that are done, the hints that were shown, and the task that the learner has chosen.
///
/// # Examples
///
/// ```
/// use course::progress::{Change, Progress};
///
/// let root = tempfile::tempdir()?;
/// let mut progress = Progress::load(root.path());
/// assert_eq!(progress.record("0-async-generator/seeded", true), Change::Passed);
/// progress.save()?;
/// let progress = Progress::load(root.path());
/// assert!(progress.is_done("0-async-generator/seeded"));
/// assert_eq!(progress.done().collect::<Vec<_>>(), ["0-async-generator/seeded"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Progress {
    done: LineSet,
    hints: LineSet,
    answers: LineSet,
    chosen: PathBuf,
}

/// The result of the answers to a prediction or a review question.
///
/// # Examples
///
/// ```
/// use course::progress::{Answered, Progress};
///
/// # let root = tempfile::tempdir()?;
/// let mut progress = Progress::load(root.path());
/// progress.record_answer("0-async-generator/review_1_again", false);
/// assert_eq!(progress.answered("0-async-generator/review_1_again"), Some(Answered::Wrong));
/// progress.record_answer("0-async-generator/review_1_again", true);
/// assert_eq!(progress.answered("0-async-generator/review_1_again"), Some(Answered::RightLater));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The first answer was right.
    RightAtOnce,
    /// A later answer was right.
    RightLater,
    /// No answer was right.
    Wrong,
}

/// The error for progress that cannot be saved. The course goes on without it.
///
/// # Examples
///
/// ```
/// use course::progress::{Progress, folder};
///
/// let root = tempfile::tempdir()?;
/// std::fs::write(folder(root.path()), "a file in place of the folder")?;
/// let error = Progress::load(root.path()).choose("0-async-generator/seeded").unwrap_err();
/// assert!(error.to_string().starts_with("cannot save your progress in "));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[error("cannot save your progress in {}", .file.display())]
pub struct ProgressError {
    file: PathBuf,
    source: io::Error,
}

/// The change that a verdict brings.
///
/// # Examples
///
/// ```
/// use course::progress::{Change, Progress};
///
/// # let root = tempfile::tempdir()?;
/// let mut progress = Progress::load(root.path());
/// let changes = [true, true, false].map(|passes| progress.record("0-async-generator/seeded", passes));
/// assert_eq!(changes, [Change::Passed, Change::None, Change::Broke]);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// None: the task passes as before, or fails as before.
    None,
    /// The task did not pass before.
    Passed,
    /// The task passed before.
    Broke,
}

impl Progress {
    /// Reads the progress from the disk. A file that is missing or cannot be read counts as empty.
    pub fn load(root: &Path) -> Progress {
        let folder = folder(root);
        let mut done = LineSet::load(folder.join("progress"));
        for (former, keys) in FORMERLY {
            if done.lines.contains(former) {
                done.remove(former);
                for key in keys {
                    done.add(key);
                }
            }
        }
        let (hints, answers) = (LineSet::load(folder.join("hints")), LineSet::load(folder.join("answers")));
        Progress { done, hints, answers, chosen: folder.join("place") }
    }

    /// Returns the key of the task that the learner has chosen last.
    pub fn chosen(&self) -> Option<String> {
        let place = read(&self.chosen).into_iter().next()?;
        let renamed = FORMERLY.iter().find(|(former, _)| *former == place);
        Some(renamed.and_then(|(_, keys)| keys.first()).map_or(place, |key| (*key).to_owned()))
    }

    /// Saves the key of the task that the learner has chosen.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be written.
    pub fn choose(&self, key: &str) -> Result<(), ProgressError> {
        crate::fs::replace(&self.chosen, format!("{key}\n"))
            .map_err(|source| ProgressError { file: self.chosen.clone(), source })
    }

    /// Returns the keys of the tasks that are done, sorted, and any unknown lines.
    pub fn done(&self) -> impl Iterator<Item = &str> {
        self.done.lines.iter().map(String::as_str)
    }

    /// Returns whether the task with this key is done.
    pub fn is_done(&self, key: &str) -> bool {
        self.done.lines.contains(key)
    }

    /// Records a verdict, to be written by [`save`](Self::save).
    pub fn record(&mut self, key: &str, passes: bool) -> Change {
        match (self.is_done(key), passes) {
            (false, true) => {
                self.done.add(key);
                Change::Passed
            }
            (true, false) => {
                self.done.remove(key);
                Change::Broke
            }
            _ => Change::None,
        }
    }

    /// Returns the number of hints for the task with this key that were shown.
    pub fn hints_shown(&self, key: &str) -> usize {
        let numbers =
            self.hints.lines.iter().filter_map(|line| line.strip_prefix(key)?.strip_prefix(' ')?.parse().ok());
        numbers.max().unwrap_or(0)
    }

    /// Records that the hint with this number, from 1, was shown.
    pub fn record_hint(&mut self, key: &str, number: usize) {
        self.hints.add(&format!("{key} {number}"));
    }

    /// Returns the result of the answers to the question with this key, or `None` if there is none.
    pub fn answered(&self, key: &str) -> Option<Answered> {
        let has = |result: &str| self.answers.lines.contains(&format!("{key} {result}"));
        match (has("right"), has("wrong")) {
            (true, false) => Some(Answered::RightAtOnce),
            (true, true) => Some(Answered::RightLater),
            (false, true) => Some(Answered::Wrong),
            (false, false) => None,
        }
    }

    /// Records an answer to the question with this key. Nothing changes after a right one.
    pub fn record_answer(&mut self, key: &str, is_right: bool) {
        if is_right || !matches!(self.answered(key), Some(Answered::RightAtOnce | Answered::RightLater)) {
            self.answers.add(&format!("{key} {}", if is_right { "right" } else { "wrong" }));
        }
    }

    /// Forgets everything: the tasks that are done, the hints that were shown, the answers, and the task that was chosen.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be written or removed.
    pub fn start_over(&mut self) -> Result<(), ProgressError> {
        self.done.remove_all();
        self.hints.remove_all();
        self.answers.remove_all();
        self.save()?;
        match fs::remove_file(&self.chosen) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.map_err(|source| ProgressError { file: self.chosen.clone(), source }),
        }
    }

    /// Writes the changes, merged with those that another process has written meanwhile.
    ///
    /// # Errors
    ///
    /// Returns an error if a file cannot be written. The changes are kept, and written by the next call.
    pub fn save(&mut self) -> Result<(), ProgressError> {
        self.done.save()?;
        self.hints.save()?;
        self.answers.save()
    }
}

/// Returns the folder of the learner's progress.
pub fn folder(root: &Path) -> PathBuf {
    root.join(".streamlings")
}

#[derive(Clone, Debug)]
struct LineSet {
    file: PathBuf,
    lines: BTreeSet<String>,
    added: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl LineSet {
    fn load(file: PathBuf) -> LineSet {
        LineSet { lines: read(&file), file, added: BTreeSet::new(), removed: BTreeSet::new() }
    }

    fn add(&mut self, line: &str) {
        self.lines.insert(line.to_owned());
        self.removed.remove(line);
        self.added.insert(line.to_owned());
    }

    fn remove(&mut self, line: &str) {
        self.lines.remove(line);
        self.added.remove(line);
        self.removed.insert(line.to_owned());
    }

    /// Removes all lines, with those that another process has written meanwhile.
    fn remove_all(&mut self) {
        self.lines.append(&mut read(&self.file));
        self.added.clear();
        self.removed.append(&mut self.lines);
    }

    fn save(&mut self) -> Result<(), ProgressError> {
        if self.added.is_empty() && self.removed.is_empty() {
            return Ok(());
        }
        // Two processes must not both read before either has written. Where files cannot be locked, the time is short.
        let lock = self.file.parent().and_then(|folder| fs::File::create(folder.join("lock")).ok());
        let _locked = lock.as_ref().map(fs::File::lock);
        let mut lines = read(&self.file);
        lines.extend(self.added.iter().cloned());
        lines.retain(|line| !self.removed.contains(line));
        let mut text = String::new();
        for line in &lines {
            text.push_str(line);
            text.push('\n');
        }
        // Even if the file cannot be written, the lines stay known as long as this process runs.
        self.lines.append(&mut lines);
        crate::fs::replace(&self.file, &text).map_err(|source| ProgressError { file: self.file.clone(), source })?;
        self.added.clear();
        self.removed.clear();
        Ok(())
    }
}

fn read(file: &Path) -> BTreeSet<String> {
    let bytes = fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(root: &Path) -> String {
        fs::read_to_string(root.join(".streamlings/progress")).unwrap()
    }

    #[test]
    fn a_task_passes_once_and_can_break() {
        let root = tempfile::tempdir().unwrap();
        let mut progress = Progress::load(root.path());
        assert_eq!(progress.record("0-a/one", false), Change::None);
        assert_eq!(progress.record("0-a/one", true), Change::Passed);
        assert_eq!(progress.record("0-a/one", true), Change::None);
        progress.save().unwrap();
        let mut progress = Progress::load(root.path());
        assert!(progress.is_done("0-a/one"));
        assert_eq!(progress.record("0-a/one", false), Change::Broke);
        progress.save().unwrap();
        assert_eq!(saved(root.path()), "");
    }

    #[test]
    fn two_runners_and_unknown_lines_are_merged_in_order() {
        let root = tempfile::tempdir().unwrap();
        let mut here = Progress::load(root.path());
        let mut there = Progress::load(root.path());
        here.record("1-b/two", true);
        there.record("0-a/one", true);
        here.save().unwrap();
        fs::write(root.path().join(".streamlings/progress"), b"1-b/two\r\n\xff\xfe\nthe future/x\n").unwrap();
        there.save().unwrap();
        assert_eq!(saved(root.path()), "0-a/one\n1-b/two\nthe future/x\n\u{fffd}\u{fffd}\n");
    }

    #[test]
    fn a_task_that_became_several_is_done_in_all_of_them() {
        let root = tempfile::tempdir().unwrap();
        let folder = folder(root.path());
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("progress"), "1-async-comprehension/above\n1-async-comprehension/looked_up\n").unwrap();
        fs::write(folder.join("place"), "1-async-comprehension/looked_up\n").unwrap();
        let mut progress = Progress::load(root.path());
        assert_eq!(progress.chosen().as_deref(), Some("1-async-comprehension/looked_up_in_turn"));
        assert!(progress.is_done("1-async-comprehension/looked_up_in_turn"));
        assert_eq!(progress.record("1-async-comprehension/looked_up_together", false), Change::Broke);
        progress.save().unwrap();
        let lines = "1-async-comprehension/above\n1-async-comprehension/looked_up_in_turn\n";
        assert_eq!(saved(root.path()), lines, "the old key is gone, or the broken task would be done again");
        assert!(!Progress::load(root.path()).is_done("1-async-comprehension/looked_up_together"));
    }

    #[test]
    fn hints_are_counted() {
        let root = tempfile::tempdir().unwrap();
        let mut progress = Progress::load(root.path());
        assert_eq!(progress.hints_shown("0-a/one"), 0);
        progress.record_hint("0-a/one", 1);
        progress.record_hint("0-a/one", 2);
        progress.record_hint("0-a/one_more", 1);
        progress.save().unwrap();
        let progress = Progress::load(root.path());
        assert_eq!(progress.hints_shown("0-a/one"), 2);
        assert_eq!(progress.hints_shown("0-a/one_more"), 1);
    }

    #[test]
    fn the_first_right_answer_stays() {
        let root = tempfile::tempdir().unwrap();
        let mut progress = Progress::load(root.path());
        progress.record_answer("0-a/one", true);
        progress.record_answer("0-a/one", false);
        progress.record_answer("0-a/two", false);
        progress.save().unwrap();
        let mut progress = Progress::load(root.path());
        let answered = |progress: &Progress| ["0-a/one", "0-a/two", "0-a/on"].map(|key| progress.answered(key));
        assert_eq!(answered(&progress), [Some(Answered::RightAtOnce), Some(Answered::Wrong), None]);
        progress.record_answer("0-a/two", true);
        assert_eq!(answered(&progress)[1], Some(Answered::RightLater));
        progress.start_over().unwrap();
        assert_eq!(answered(&Progress::load(root.path())), [None; 3]);
    }

    #[test]
    fn a_failed_write_is_reported() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(".streamlings"), "a file where the folder should be").unwrap();
        let mut progress = Progress::load(root.path());
        progress.record("0-a/one", true);
        let error = progress.save().unwrap_err().to_string();
        assert!(error.contains("cannot save"), "{error}");
        progress.record("0-a/two", true);
        progress.save().unwrap_err();
        assert!(progress.is_done("0-a/one") && progress.is_done("0-a/two"));
    }

    #[test]
    fn starting_over_forgets_everything() {
        let root = tempfile::tempdir().unwrap();
        let mut progress = Progress::load(root.path());
        let mut other = Progress::load(root.path());
        progress.record("0-a/one", true);
        progress.record_hint("0-a/one", 2);
        progress.choose("0-a/one").unwrap();
        progress.save().unwrap();
        // Of another process, and perhaps of another version of the course.
        other.record("9-z/unknown", true);
        other.save().unwrap();
        progress.start_over().unwrap();
        for progress in [progress, Progress::load(root.path())] {
            assert_eq!((progress.done().count(), progress.hints_shown("0-a/one"), progress.chosen()), (0, 0, None));
        }
        Progress::load(root.path()).start_over().unwrap();
    }
}
