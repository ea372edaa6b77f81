//! A source may change without getting younger: a version that was kept is taken back, an archive is unpacked, a copy
//! keeps its times. Cargo, which looks at the times, would not build it anew, and the checks would judge what was there
//! before.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::chapter::Chapter;
use crate::source;

/// Sees to it that Cargo notices what has changed in a chapter since [`note`] was called last. What cannot be read or
/// written stays as it is: then Cargo decides alone.
pub(crate) fn renew(root: &Path, chapter: &Chapter) {
    let note = file(root, chapter);
    let Ok(built) = fs::read_to_string(&note) else { return };
    let time = |file: &Path| fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
    for source in source::files_in(&chapter.exercise_dir.join("src")) {
        if !built.lines().any(|line| line == summary(&source)) && time(&source) <= time(&note) {
            let _ = File::options().append(true).open(&source).and_then(|file| file.set_modified(SystemTime::now()));
        }
    }
}

/// Notes what Cargo is about to build.
pub(crate) fn note(root: &Path, chapter: &Chapter) {
    let note = file(root, chapter);
    let sources = source::files_in(&chapter.exercise_dir.join("src"));
    let text = sources.iter().fold(String::new(), |text, source| text + &summary(source) + "\n");
    // Without a note nothing is worse than it was without this module.
    let _ = fs::create_dir_all(note.parent().unwrap_or(root)).and_then(|()| fs::write(&note, text));
}

fn file(root: &Path, chapter: &Chapter) -> PathBuf {
    root.join(".streamlings").join("built").join(&chapter.folder)
}

/// The same for the same file with the same text. Another version of Rust may give another one; then the file is built
/// once more.
fn summary(source: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    (source, fs::read(source).unwrap_or_default()).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_change_that_is_older_than_the_build_becomes_younger() {
        let root = tempfile::tempdir().unwrap();
        let chapter =
            Chapter { exercise_dir: root.path().join("0-a"), ..Chapter::new(root.path(), "0-a", Vec::new()).unwrap() };
        let source = chapter.exercise_dir.join("src/lib.rs");
        fs::create_dir_all(source.parent().unwrap()).unwrap();
        let hour_ago = SystemTime::now() - Duration::from_secs(3600);
        let write = |text: &str| {
            fs::write(&source, text).unwrap();
            File::options().append(true).open(&source).unwrap().set_modified(hour_ago).unwrap();
        };
        let is_old = || fs::metadata(&source).unwrap().modified().unwrap() == hour_ago;
        write("1");
        renew(root.path(), &chapter);
        assert!(is_old(), "nothing was built before");
        note(root.path(), &chapter);
        renew(root.path(), &chapter);
        assert!(is_old(), "nothing has changed");
        write("2");
        renew(root.path(), &chapter);
        assert!(!is_old());
        assert_eq!(fs::read_to_string(&source).unwrap(), "2");
    }
}
