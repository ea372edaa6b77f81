//! A file watcher that polls.
//!
//! A course has few files: looking at all of them takes less than a tenth of a millisecond, and works on network folders and
//! in containers, where the system reports no events.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The time of a file's last change, and its length.
type FileState = (Option<SystemTime>, u64);

/// The state of each file.
type Snapshot = BTreeMap<PathBuf, FileState>;

/// The number of files that a quick poll looks at beside those that were changed last.
const FILES_PER_QUICK_POLL: usize = 6;

/// Watches a list of files, which may itself change, with debounce: a file counts as changed when two polls in a row
/// see the same. Some editors write in several steps.
///
/// # Examples
///
/// ```
/// use course::watcher::{Watcher, files_below};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().to_owned();
/// let mut watcher = Watcher::new(move || files_below(&path));
/// let file = folder.path().join("lib.rs");
/// std::fs::write(&file, "fn main() {}")?;
/// assert!(watcher.poll().is_empty(), "it may still be written");
/// assert_eq!(watcher.poll(), [file]);
/// assert!(watcher.poll().is_empty(), "it was reported");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Watcher {
    list: Box<dyn Fn() -> Vec<PathBuf> + Send>,
    seen: Snapshot,
    reported: Snapshot,
    quick: Option<Quick>,
}

/// The state of polls that look at some files only.
#[derive(Debug)]
struct Quick {
    /// The most quick polls in a row.
    max: u32,
    /// The number of quick polls since the last list.
    done: u32,
    /// The files that were changed last.
    hot: Vec<(PathBuf, FileState)>,
    /// The other files, and the folders of all. A folder's time changes when a file is created, removed or renamed in it.
    others: Vec<(PathBuf, FileState)>,
    /// The index of the next one in `others` to look at.
    next: usize,
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher").field("files", &self.seen.len()).finish_non_exhaustive()
    }
}

impl Watcher {
    /// Watches the files that `list` returns at each poll. Those that exist now count as reported.
    pub fn new(list: impl Fn() -> Vec<PathBuf> + Send + 'static) -> Watcher {
        let seen = snapshot(&list());
        Watcher { list: Box::new(list), reported: seen.clone(), seen, quick: None }
    }

    /// Looks at all files only at every `polls`th poll, or when something has changed. The other polls look at the files that
    /// were changed last, where the next change is likely, and at some of the others in turn, with their folders. A change of
    /// these, or a new file, is noticed a few polls later; in a new folder, `polls` polls later.
    ///
    /// # Examples
    ///
    /// ```
    /// use course::watcher::{Watcher, files_below};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let file = folder.path().join("lib.rs");
    /// std::fs::write(&file, "")?;
    /// let path = folder.path().to_owned();
    /// let mut watcher = Watcher::new(move || files_below(&path)).with_quick_polls(25);
    /// std::fs::write(&file, "fn main() {}")?;
    /// assert!(watcher.poll().is_empty());
    /// assert_eq!(watcher.poll(), [file]);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn with_quick_polls(mut self, polls: u32) -> Watcher {
        let last = self.seen.iter().max_by_key(|(_, (time, _))| *time).map(|(file, _)| file.clone());
        self.quick = Some(Quick::new(polls.saturating_sub(1), &self.seen, &last));
        self
    }

    /// Returns the files that were written, created or removed since the last report, as soon as two polls agree.
    pub fn poll(&mut self) -> Vec<PathBuf> {
        if self.quick.as_mut().is_some_and(Quick::is_at_rest) {
            return Vec::new();
        }
        let now = snapshot(&(self.list)());
        let changed = self.step(now);
        let is_at_rest = self.seen == self.reported;
        self.quick = self.quick.take().map(|quick| match is_at_rest {
            true if changed.is_empty() => Quick::new(quick.max, &self.seen, quick.hot()),
            true => Quick::new(quick.max, &self.seen, &changed),
            // The next poll must see the same, and reports it.
            false => Quick { done: quick.max, ..quick },
        });
        changed
    }

    fn step(&mut self, now: Snapshot) -> Vec<PathBuf> {
        if now != self.seen {
            self.seen = now;
            return Vec::new();
        }
        let mut changed: Vec<PathBuf> = Vec::new();
        for (file, state) in &now {
            if self.reported.get(file) != Some(state) {
                changed.push(file.clone());
            }
        }
        changed.extend(self.reported.keys().filter(|file| !now.contains_key(*file)).cloned());
        self.reported = now;
        changed
    }
}

impl Quick {
    fn new<'p>(max: u32, files: &Snapshot, hot: impl IntoIterator<Item = &'p PathBuf>) -> Quick {
        let hot: BTreeSet<&PathBuf> = hot.into_iter().collect();
        let entries = files.iter().map(|(file, state)| (file.clone(), *state));
        let (hot, mut others): (Vec<_>, Vec<_>) = entries.partition(|(file, _)| hot.contains(file));
        let folders: BTreeSet<&Path> = files.keys().filter_map(|file| file.parent()).collect();
        others.extend(folders.into_iter().filter_map(|folder| Some((folder.to_owned(), state_of(folder)?))));
        Quick { max, done: 0, hot, others, next: 0 }
    }

    fn hot(&self) -> impl Iterator<Item = &PathBuf> {
        self.hot.iter().map(|(file, _)| file)
    }

    /// Looks at a part of the files. Returns `false` if one of them has changed, or if it is time to look at all.
    fn is_at_rest(&mut self) -> bool {
        if self.done >= self.max {
            return false;
        }
        self.done += 1;
        let part = self.others.iter().cycle().skip(self.next).take(FILES_PER_QUICK_POLL.min(self.others.len()));
        let is_same = self.hot.iter().chain(part).all(|(file, state)| state_of(file).as_ref() == Some(state));
        self.next = (self.next + FILES_PER_QUICK_POLL) % self.others.len().max(1);
        is_same
    }
}

/// Leaves out what cannot be read now, such as a file that an editor is about to replace: the next poll sees it.
fn snapshot(files: &[PathBuf]) -> Snapshot {
    files.iter().filter_map(|file| Some((file.clone(), state_of(file)?))).collect()
}

fn state_of(file: &Path) -> Option<FileState> {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.modified().ok(), metadata.len()))
}

/// Lists the files below a path, at any depth; a file is its own list. Skips hidden entries, in which editors keep their
/// own files, and what cannot be read.
pub fn files_below(path: &Path) -> Vec<PathBuf> {
    let (mut files, mut open) = (Vec::new(), vec![path.to_owned()]);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(entries(&path).into_iter().filter(|entry| !is_hidden(entry)));
        } else if path.exists() {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Lists what is in a folder, hidden or not; empty if the folder cannot be read.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// Returns whether the name of a file begins with a dot.
pub fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::{
        sync::Arc,
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    fn snapshot_of(files: &[(&str, u64)]) -> Snapshot {
        files.iter().map(|(file, length)| (PathBuf::from(file), (None, *length))).collect()
    }

    fn watcher(seen: &Snapshot) -> Watcher {
        Watcher { seen: seen.clone(), reported: seen.clone(), ..Watcher::new(Vec::new) }
    }

    #[test]
    fn a_save_is_reported_once_when_the_file_is_at_rest() {
        let before = snapshot_of(&[("a", 1), ("b", 1)]);
        let mut watcher = watcher(&before);
        assert!(watcher.step(before).is_empty());
        let half = snapshot_of(&[("a", 0), ("b", 1)]);
        assert!(watcher.step(half).is_empty(), "a file that is being written");
        let after = snapshot_of(&[("a", 5), ("b", 1)]);
        assert!(watcher.step(after.clone()).is_empty());
        assert_eq!(watcher.step(after.clone()), [PathBuf::from("a")]);
        assert!(watcher.step(after).is_empty());
    }

    #[test]
    fn a_file_that_was_created_or_removed_counts_too() {
        let before = snapshot_of(&[("a", 1)]);
        let mut watcher = watcher(&before);
        let after = snapshot_of(&[("b", 1)]);
        assert!(watcher.step(after.clone()).is_empty());
        assert_eq!(watcher.step(after), [PathBuf::from("b"), PathBuf::from("a")]);
    }

    #[cfg(unix)]
    #[test]
    fn while_nothing_changes_no_list_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let (path, lists) = (folder.path().to_owned(), Arc::new(AtomicUsize::new(0)));
        let write = |file: &str, text: &str| {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
            file
        };
        let known = write("a/known.rs", "");
        let list = {
            let (path, lists) = (path.clone(), Arc::clone(&lists));
            move || {
                lists.fetch_add(1, Ordering::Relaxed);
                files_below(&path)
            }
        };
        let mut watcher = Watcher::new(list).with_quick_polls(4);
        let made = || lists.swap(0, Ordering::Relaxed);
        assert_eq!(made(), 1);
        assert!((0..3).all(|_| watcher.poll().is_empty()));
        assert_eq!(made(), 0);
        assert!((0..8).all(|_| watcher.poll().is_empty()));
        assert_eq!(made(), 2, "every fourth poll");
        // A save, and a new file beside it, are seen by the next two polls.
        write("a/known.rs", "1");
        assert!(watcher.poll().is_empty());
        assert_eq!(watcher.poll(), [known]);
        let new = write("a/new.rs", "");
        // The clock of the file system may still show the time of the folder's last change.
        let later = SystemTime::now() + Duration::from_secs(1);
        fs::File::open(path.join("a")).and_then(|folder| folder.set_modified(later)).unwrap();
        assert!(watcher.poll().is_empty());
        assert_eq!(watcher.poll(), std::slice::from_ref(&new));
        // In a folder of its own it takes as many polls more.
        made();
        let later = write("b/later.rs", "");
        let found: Vec<PathBuf> = (0..5).flat_map(|_| watcher.poll()).collect();
        assert_eq!((found, made()), (vec![later], 2));
        fs::remove_file(&new).unwrap();
        assert!(watcher.poll().is_empty());
        assert_eq!(watcher.poll(), [new]);
    }

    #[test]
    fn quick_polls_look_at_the_last_file_each_time_and_at_the_others_in_turn() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<PathBuf> = (10..30).map(|number| folder.path().join(format!("{number}.rs"))).collect();
        for file in &files {
            fs::write(file, "").unwrap();
        }
        let list = files.clone();
        let mut watcher = Watcher::new(move || list.clone()).with_quick_polls(100);
        // The folder counts as well. The first of them is noticed at once, the last one after a whole round.
        let round = (files.len() + 1).div_ceil(FILES_PER_QUICK_POLL);
        fs::write(&files[19], "1").unwrap();
        let polls = (1..100).find(|_| watcher.poll() == files[19..]).unwrap();
        assert!((2..=round + 1).contains(&polls), "{polls} polls");
        // From now on it is the one where a change is likely.
        for text in ["22", "333"] {
            fs::write(&files[19], text).unwrap();
            assert!(watcher.poll().is_empty());
            assert_eq!(watcher.poll(), files[19..]);
        }
        assert!((0..50).all(|_| watcher.poll().is_empty()));
    }

    #[test]
    fn hidden_files_are_skipped() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/.git")).unwrap();
        for file in ["a/b.md", "a/.b.md.swp", "a/.git/config"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        assert_eq!(files_below(folder.path()), [folder.path().join("a/b.md")]);
        assert_eq!(files_below(&folder.path().join("a/.b.md.swp")).len(), 1, "one that is named counts");
        assert!(files_below(&folder.path().join("missing")).is_empty());
    }
}
