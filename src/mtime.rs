//! Makes Cargo notice every change of a learner's file.
//!
//! A file's content can change without a newer mtime: an older version is restored, an archive is unpacked, a copy keeps
//! the times of the original. Cargo compares mtimes only, so it would not rebuild, and the checks would run on the old
//! code.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use course::chapter::Chapter;
use course::source;

/// Updates the mtime of each file of a chapter whose content has changed since the last [`record`].
///
/// A file that cannot be read or written stays as it is; Cargo then decides by its mtime alone.
pub(crate) fn touch_changed(root: &Path, chapter: &Chapter) {
    let record = record_file(root, chapter);
    let Ok(built) = fs::read_to_string(&record) else { return };
    let mtime = |file: &Path| fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
    for source in source::files_in(&chapter.exercise_dir.join("src")) {
        if !built.lines().any(|line| line == hash(&source)) && mtime(&source) <= mtime(&record) {
            let _ = File::options().append(true).open(&source).and_then(|file| file.set_modified(SystemTime::now()));
        }
    }
}

/// Records the content that Cargo is about to build.
pub(crate) fn record(root: &Path, chapter: &Chapter) {
    let record = record_file(root, chapter);
    let sources = source::files_in(&chapter.exercise_dir.join("src"));
    let text = sources.iter().fold(String::new(), |text, source| text + &hash(source) + "\n");
    // If this fails, Cargo decides by mtimes alone.
    let _ = fs::create_dir_all(record.parent().unwrap_or(root)).and_then(|()| fs::write(&record, text));
}

/// Returns the file with the hashes of a chapter's sources at the last build.
fn record_file(root: &Path, chapter: &Chapter) -> PathBuf {
    root.join(".streamlings").join("built").join(&chapter.folder)
}

/// Returns a hash of a file's path and content. With another version of Rust it may differ, which costs one more build.
fn hash(source: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    (source, fs::read(source).unwrap_or_default()).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_change_with_an_old_mtime_gets_a_new_one() {
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
        touch_changed(root.path(), &chapter);
        assert!(is_old(), "nothing was built before");
        record(root.path(), &chapter);
        touch_changed(root.path(), &chapter);
        assert!(is_old(), "nothing has changed");
        write("2");
        touch_changed(root.path(), &chapter);
        assert!(!is_old());
        assert_eq!(fs::read_to_string(&source).unwrap(), "2");
    }
}
