//! The book as a site.

use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::errors::Error;

use crate::directives::Directives;

/// The folder of the guide's sources in this workspace.
pub fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book")
}

/// Builds the book in `root` into a folder, or into the one that `book.toml` names, and gives that folder.
///
/// # Errors
///
/// When a file cannot be read or written, or a directive cannot be shown. What mdBook only complains of is logged.
pub fn build(root: &Path, output: Option<&Path>) -> Result<PathBuf, Error> {
    // Without `..`, so that messages and links name the workspace as the reader does.
    let mut book = MDBook::load(root.canonicalize()?)?;
    book.with_preprocessor(Directives);
    if let Some(output) = output {
        book.config.build.build_dir = std::env::current_dir()?.join(output);
    }
    book.build()?;
    Ok(book.build_dir_for("html"))
}
