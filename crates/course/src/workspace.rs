//! The workspace: the folder of the course.

use std::path::{Path, PathBuf};

use crate::chapter::{Chapter, ChapterError};

/// The workspace of the course.
///
/// # Examples
///
/// ```
/// use course::workspace::Workspace;
///
/// let root = tempfile::tempdir()?;
/// std::fs::write(root.path().join("Cargo.toml"), "[workspace]\n")?;
/// std::fs::create_dir(root.path().join("exercises"))?;
/// assert_eq!(Workspace::find(&root.path().join("exercises"))?.root, root.path());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder of its `Cargo.toml`.
    pub root: PathBuf,
}

/// The error of [`Workspace::find`].
///
/// # Examples
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let error = course::workspace::Workspace::find(folder.path()).unwrap_err();
/// assert!(error.to_string().contains(" is not in the course: "));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkspaceError {
    /// The folder is not in a course.
    #[error(
        "{} is not in the course: neither it nor a folder above it has a `Cargo.toml` with `[workspace]` and a folder \
         `exercises` beside it. Go to the folder of the course, or one inside, and try again.",
        .start.display()
    )]
    Outside {
        /// The folder where the search began.
        start: PathBuf,
    },
}

impl Workspace {
    /// Finds the workspace that contains `start`, at any depth.
    ///
    /// # Errors
    ///
    /// Returns an error if neither `start` nor a folder above it is a workspace of the course.
    pub fn find(start: &Path) -> Result<Workspace, WorkspaceError> {
        start
            .ancestors()
            .find(|folder| is_root(folder))
            .map(|root| Workspace { root: root.to_owned() })
            .ok_or_else(|| WorkspaceError::Outside { start: start.to_owned() })
    }

    /// Lists the chapters: see [`Chapter::listed`].
    ///
    /// # Errors
    ///
    /// Returns an error if no chapter can be used.
    pub fn listed_chapters(&self) -> Result<(Vec<Chapter>, Vec<ChapterError>), ChapterError> {
        Chapter::listed(&self.root)
    }

    /// Reads the chapters: see [`Chapter::all`].
    ///
    /// # Errors
    ///
    /// Returns an error if no chapter can be used.
    pub fn chapters(&self) -> Result<(Vec<Chapter>, Vec<ChapterError>), ChapterError> {
        Chapter::all(&self.root)
    }
}

fn is_root(folder: &Path) -> bool {
    // Cargo itself reports what is wrong with the file; here it only marks the folder.
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    manifest.lines().any(|line| line.trim_end() == "[workspace]") && folder.join("exercises").is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_found_from_any_folder_inside() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("exercises/0-a/src");
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"a\"\n[workspace]\n").unwrap();
        std::fs::write(folder.path().join("exercises/0-a/Cargo.toml"), "[package]\nname = \"b\"\n").unwrap();
        assert_eq!(Workspace::find(&inside).unwrap().root, folder.path());
        assert_eq!(Workspace::find(folder.path()).unwrap().root, folder.path());
    }

    #[test]
    fn another_workspace_is_not_the_course() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("Cargo.toml"), "[workspace]\n").unwrap();
        let error = Workspace::find(folder.path()).unwrap_err();
        assert!(error.to_string().contains("is not in the course"), "{error}");
    }
}
