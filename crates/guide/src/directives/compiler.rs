//! `{{#compiler NAME}}`: the compiler errors for `book/ui/NAME.rs`, from the file that trybuild checks.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::{Directive, Sources};
use crate::html::preformatted;

/// A file of compiler errors that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}, which `cargo author bless compiler` writes", .path.display())]
pub struct CompilerError {
    path: PathBuf,
    source: io::Error,
}

pub(super) fn html(sources: &Sources, directive: Directive<'_>) -> Result<String, CompilerError> {
    let path = sources.book_folder("ui").join(format!("{}.stderr", directive.arguments));
    let errors = fs::read_to_string(&path).map_err(|source| CompilerError { path, source })?;
    Ok(format!(
        r#"<figure class="compiler"><figcaption>The compiler says</figcaption><pre tabindex="0">{}</pre></figure>"#,
        preformatted(&errors)
    ))
}
