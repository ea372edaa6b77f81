//! Errors as one line.

use std::error::Error;

/// Returns the messages of an error and of its sources, from the outermost to the innermost: `a: b: c`.
///
/// # Examples
///
/// ```
/// use course::readme::ReadmeError;
///
/// let source = std::io::Error::other("permission denied");
/// let error = ReadmeError::Unreadable { file: "README.md".into(), source };
/// assert_eq!(course::error::chain(&error), "cannot read README.md: permission denied");
/// ```
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
