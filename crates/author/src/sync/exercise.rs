//! Copies in the exercises: they are only overwritten if nobody has edited them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::is_same;

/// The copies in the exercises of a workspace.
#[derive(Debug)]
pub(super) struct Copies<'r> {
    root: &'r Path,
}

impl Copies<'_> {
    pub(super) fn of(root: &Path) -> Copies<'_> {
        Copies { root }
    }

    /// Returns whether a copy is missing, equals the committed version of its original, or equals what the last `sync`
    /// wrote. Anything else may be a learner's answer, even if it is committed.
    pub(super) fn is_untouched(&self, file: &Path, original: &Path) -> bool {
        if !file.exists() {
            return true;
        }
        let Ok(text) = fs::read_to_string(file) else { return false };
        let known = [self.committed(original), fs::read_to_string(self.record_of(file)).ok()];
        known.into_iter().flatten().any(|known| is_same(&known, &text))
    }

    /// Returns the versions of a file that nobody loses: that of the last commit, and what the last `sync` wrote.
    pub(super) fn known_versions(&self, file: &Path) -> Vec<String> {
        [self.committed(file), fs::read_to_string(self.record_of(file)).ok()].into_iter().flatten().collect()
    }

    /// Remembers what `sync` writes, in the target folder.
    pub(super) fn record(&self, file: &Path, text: &str) -> io::Result<()> {
        course::fs::replace(&self.record_of(file), text)
    }

    fn record_of(&self, file: &Path) -> PathBuf {
        let file = file.strip_prefix(self.root).unwrap_or(file);
        self.root.join("target").join("author").join("synced").join(file)
    }

    /// Returns the text of a file in the last commit; `None` without Git or a commit.
    fn committed(&self, file: &Path) -> Option<String> {
        // Git wants slashes, on Windows too.
        let path = file.strip_prefix(self.root).ok()?.to_str()?.replace('\\', "/");
        let output =
            Command::new("git").current_dir(self.root).args(["show", &format!("HEAD:./{path}")]).output().ok()?;
        output.status.success().then(|| String::from_utf8(output.stdout).ok())?
    }
}

/// Copies an edited file of an exercise to the folder `kept` beside `src`, under a name that is free. Returns the copy.
pub(super) fn keep(file: &Path) -> io::Result<PathBuf> {
    let exercise = file.ancestors().find(|folder| folder.join("src").is_dir()).unwrap_or(file);
    let folder = exercise.join("kept");
    fs::create_dir_all(&folder)?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let names = (1..).map(|number: u64| folder.join(format!("{stem}-{number}.rs")));
    for name in names {
        if !name.exists() {
            fs::copy(file, &name)?;
            return Ok(name);
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
