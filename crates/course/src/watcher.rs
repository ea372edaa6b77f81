//! A file watcher that polls.
//!
//! A course has few files: looking at all of them takes less than a millisecond, and works on network folders and in
//! containers, where the system reports no events.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The time of each file's last change, and its length.
type Snapshot = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

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
        Watcher { list: Box::new(list), reported: seen.clone(), seen }
    }

    /// Returns the files that were written, created or removed since the last report, as soon as two polls agree.
    pub fn poll(&mut self) -> Vec<PathBuf> {
        let now = snapshot(&(self.list)());
        self.step(now)
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

/// Leaves out what cannot be read now, such as a file that an editor is about to replace: the next poll sees it.
fn snapshot(files: &[PathBuf]) -> Snapshot {
    let state = |file: &PathBuf| {
        let metadata = fs::metadata(file).ok()?;
        Some((file.clone(), (metadata.modified().ok(), metadata.len())))
    };
    files.iter().filter_map(state).collect()
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
    use super::*;

    fn snapshot_of(files: &[(&str, u64)]) -> Snapshot {
        files.iter().map(|(file, length)| (PathBuf::from(file), (None, *length))).collect()
    }

    fn watcher(seen: &Snapshot) -> Watcher {
        Watcher { list: Box::new(Vec::new), seen: seen.clone(), reported: seen.clone() }
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
