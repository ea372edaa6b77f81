//! Detects changed files by polling. There are few of them, and polling also works on network folders and in containers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The time between two looks at the files.
pub(super) const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// Files and folders, with the time and size that each file had last.
#[derive(Debug)]
pub(super) struct Watched {
    paths: Vec<PathBuf>,
    seen: BTreeMap<PathBuf, Option<(SystemTime, u64)>>,
}

impl Watched {
    pub(super) fn new(paths: Vec<PathBuf>) -> Watched {
        let seen = look(&paths);
        Watched { paths, seen }
    }

    /// Returns whether a file was added, removed or changed since the last call.
    pub(super) fn changed(&mut self) -> bool {
        let now = look(&self.paths);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

fn look(paths: &[PathBuf]) -> BTreeMap<PathBuf, Option<(SystemTime, u64)>> {
    let mut seen = BTreeMap::new();
    let mut open: Vec<PathBuf> = paths.to_vec();
    while let Some(path) = open.pop() {
        let Ok(file) = fs::metadata(&path) else { continue };
        if file.is_dir() {
            open.extend(entries(&path));
        } else {
            let state = file.modified().ok().map(|modified| (modified, file.len()));
            seen.insert(path, state);
        }
    }
    seen
}

/// Lists a folder, without hidden files such as those of editors.
pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    entries.filter(|path| !is_hidden(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_added_changed_or_removed_file_is_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut watched = Watched::new(vec![folder.path().to_owned()]);
        let file = folder.path().join("a/b.md");
        fs::create_dir(folder.path().join("a")).unwrap();
        assert!(!watched.changed());
        fs::write(&file, "one").unwrap();
        assert!(watched.changed() && !watched.changed());
        fs::write(&file, "longer").unwrap();
        assert!(watched.changed() && !watched.changed());
        fs::write(folder.path().join(".b.md.swp"), "hidden").unwrap();
        assert!(!watched.changed());
        fs::remove_file(&file).unwrap();
        assert!(watched.changed() && !watched.changed());
    }
}
