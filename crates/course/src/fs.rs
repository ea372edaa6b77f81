//! Atomic replacement of files.

use std::fs;
use std::io;
use std::path::Path;

/// Replaces a file atomically: readers see the old text or the new one, and a full disk leaves the old one.
///
/// Creates the file, and the folders above it, if missing. A symbolic link stays one: the file that it leads to is
/// replaced.
///
/// # Errors
///
/// Returns the error of the system if the file cannot be written.
///
/// # Examples
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("a/b.txt");
/// course::fs::replace(&file, "old")?;
/// course::fs::replace(&file, "new")?;
/// assert_eq!(std::fs::read_to_string(&file)?, "new");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn replace(file: &Path, text: impl AsRef<[u8]>) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = &fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    // The process number, because two processes may replace the same file at the same time.
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let unfinished = file.with_file_name(name);
    let replaced = fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, file));
    if replaced.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&unfinished);
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_nothing_behind_when_it_fails() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir_all(taken.join("by a folder")).unwrap();
        replace(&taken, "text").unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        replace(&link, "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }
}
