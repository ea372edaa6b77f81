//! Notices that files change.
//!
//! By looking at them now and then: there are few, and it works on network folders and in containers too.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long between two looks.
pub(super) const TURN: Duration = Duration::from_millis(250);

/// Files and folders, and how they looked last.
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

    /// Whether a file has come, gone or changed since the last time.
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

/// What is in a folder, without what editors hide there.
pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    entries.filter(|path| !is_hidden(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_comes_changes_or_goes_is_noticed_once() {
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
