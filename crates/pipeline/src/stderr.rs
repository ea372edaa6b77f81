//! Messages on standard error.

use std::io::{self, Write as _};

/// Writes a text to standard error. Ignores errors: that nobody reads the messages is no reason to stop.
pub(crate) fn write(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
