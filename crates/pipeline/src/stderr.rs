//! Messages on standard error.

use std::io::{self, Write as _};

/// Writes a text to standard error. Ignores errors: the program continues even if its messages cannot be shown.
pub(crate) fn write(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
