//! Notices saved files by polling, with debounce.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use course::source;
use course::watcher::{Watcher, entries};

/// The time between two looks at the files. Together with the debounce, a save is noticed after twice this time.
const POLL_INTERVAL: Duration = Duration::from_millis(40);

/// One of so many polls looks at all files, and lists the folders of the exercises anew.
const POLLS_PER_LIST: u32 = 100;

/// The factor by which the pause exceeds the time of the look before it, so that a slow network folder is not polled all
/// the time.
const MIN_PAUSE_PER_LOOK: u32 = 20;

/// Calls `on_save` with the files that were written, created or removed, until it returns `false`.
pub(crate) fn watch(root: PathBuf, mut on_save: impl FnMut(Vec<PathBuf>) -> bool + Send + 'static) {
    let mut watcher = Watcher::new(move || files(&root)).with_quick_polls(POLLS_PER_LIST);
    thread::spawn(move || {
        let mut pause = POLL_INTERVAL;
        loop {
            thread::sleep(pause);
            let started = Instant::now();
            let saved = watcher.poll();
            pause = POLL_INTERVAL.max(started.elapsed() * MIN_PAUSE_PER_LOOK);
            if !saved.is_empty() && !on_save(saved) {
                return;
            }
        }
    });
}

/// Returns the sources and manifests of all exercises, and the manifest of the course.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut files = vec![root.join("Cargo.toml")];
    for exercise in entries(&root.join("exercises")) {
        files.push(exercise.join("Cargo.toml"));
        files.append(&mut source::files_in(&exercise.join("src")));
    }
    files
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn sources_and_manifests_are_watched() {
        let root = tempfile::tempdir().unwrap();
        for file in
            ["exercises/0-a/src/deep/b.rs", "exercises/0-a/src/lib.rs", "exercises/0-a/Cargo.toml", "Cargo.toml"]
        {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        fs::write(root.path().join("exercises/0-a/src/lib.rs~"), "").unwrap();
        assert_eq!(files(root.path()).len(), 4);
    }
}
