//! `{{#compiler NAME}}`: what rustc says of `book/ui/NAME.rs`, from the file that trybuild compares.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::{Directive, Folders};
use crate::html::preformatted;

/// Why an error of the compiler cannot be shown.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read: {source}; `TRYBUILD=overwrite cargo test --package book-ui` writes it", .path.display())]
pub struct CompilerError {
    path: PathBuf,
    source: io::Error,
}

pub(super) fn html(folders: &Folders, directive: Directive<'_>) -> Result<String, CompilerError> {
    let path = folders.book.join("ui").join(format!("{}.stderr", directive.arguments));
    let said = fs::read_to_string(&path).map_err(|source| CompilerError { path, source })?;
    Ok(format!(
        r#"<figure class="compiler"><figcaption>The compiler says</figcaption><pre tabindex="0">{}</pre></figure>"#,
        preformatted(&said)
    ))
}
