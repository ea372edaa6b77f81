//! Notices saved files by looking at them.
//!
//! A learner's files are few: looking at all of them takes less than a millisecond, and works on network folders and in
//! containers, where the system tells nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::sources;

/// How long the pause between two looks is. A file that changed is looked at once more before it counts as saved: some
/// editors write in several steps.
const PAUSE: Duration = Duration::from_millis(40);

/// The pause is at least so many times as long as the look before it: a slow folder is not asked all the time.
const PAUSE_PER_LOOK: u32 = 20;

/// What can be seen of each file from outside.
type Look = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Calls `on_save` with the files that were written, made or removed, as long as it returns `true`.
pub(crate) fn watch(root: PathBuf, mut on_save: impl FnMut(Vec<PathBuf>) -> bool + Send + 'static) {
    let mut watcher = Watcher { seen: look(&root), reported: look(&root) };
    thread::spawn(move || {
        let mut pause = PAUSE;
        loop {
            thread::sleep(pause);
            let started = Instant::now();
            let saved = watcher.step(look(&root));
            pause = PAUSE.max(started.elapsed() * PAUSE_PER_LOOK);
            if !saved.is_empty() && !on_save(saved) {
                return;
            }
        }
    });
}

/// What was seen last, and what was there when something was reported last.
#[derive(Debug)]
struct Watcher {
    seen: Look,
    reported: Look,
}

impl Watcher {
    /// The files that have changed since the last report, as soon as two looks agree.
    fn step(&mut self, now: Look) -> Vec<PathBuf> {
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

/// The sources and manifests of all exercises, and the manifest of the course.
fn look(root: &Path) -> Look {
    let mut look = Look::new();
    see(&root.join("Cargo.toml"), &mut look);
    for exercise in sources::entries(&root.join("exercises")) {
        see(&exercise.join("Cargo.toml"), &mut look);
        for source in sources::files_in(&exercise.join("src")) {
            see(&source, &mut look);
        }
    }
    look
}

/// What cannot be seen now, such as a file that an editor is about to replace, is seen the next time.
fn see(file: &Path, look: &mut Look) {
    if let Ok(metadata) = fs::metadata(file) {
        look.insert(file.to_owned(), (metadata.modified().ok(), metadata.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_with(files: &[(&str, u64)]) -> Look {
        files.iter().map(|(file, length)| (PathBuf::from(file), (None, *length))).collect()
    }

    #[test]
    fn a_save_is_reported_once_when_the_file_is_at_rest() {
        let before = look_with(&[("a", 1), ("b", 1)]);
        let mut watcher = Watcher { seen: before.clone(), reported: before.clone() };
        assert!(watcher.step(before).is_empty());
        let half = look_with(&[("a", 0), ("b", 1)]);
        assert!(watcher.step(half).is_empty(), "a file that is being written");
        let after = look_with(&[("a", 5), ("b", 1)]);
        assert!(watcher.step(after.clone()).is_empty());
        assert_eq!(watcher.step(after.clone()), [PathBuf::from("a")]);
        assert!(watcher.step(after).is_empty());
    }

    #[test]
    fn a_file_that_was_made_or_removed_counts_too() {
        let before = look_with(&[("a", 1)]);
        let mut watcher = Watcher { seen: before.clone(), reported: before };
        let after = look_with(&[("b", 1)]);
        assert!(watcher.step(after.clone()).is_empty());
        assert_eq!(watcher.step(after), [PathBuf::from("b"), PathBuf::from("a")]);
    }

    #[test]
    fn sources_and_manifests_are_looked_at() {
        let root = tempfile::tempdir().unwrap();
        for file in
            ["exercises/0-a/src/deep/b.rs", "exercises/0-a/src/lib.rs", "exercises/0-a/Cargo.toml", "Cargo.toml"]
        {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        fs::write(root.path().join("exercises/0-a/src/lib.rs~"), "").unwrap();
        assert_eq!(look(root.path()).len(), 4);
    }
}
