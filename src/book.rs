//! The guide in the learner's browser: `cargo course book` is `cargo guide`.

use std::path::Path;

use crate::cargo;
use crate::chapter::Chapter;

/// Why the guide is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BookError {
    #[error("cargo cannot be started: {0}")]
    Cargo(std::io::Error),
    #[error("the guide cannot be shown, see above. Its pages are readable as they are, in book/src.")]
    Failed,
}

/// Builds the guide, serves it, and opens it at a chapter's page; until the learner ends it.
pub(crate) fn show(root: &Path, chapter: Option<&Chapter>) -> Result<(), BookError> {
    let mut guide = cargo::command(root);
    guide.args(["run", "--quiet", "--package", "guide", "--"]);
    guide.args(chapter.map(|chapter| format!("--page={}", chapter.folder)));
    if guide.status().map_err(BookError::Cargo)?.success() { Ok(()) } else { Err(BookError::Failed) }
}
