//! The errors of chapter 6: of a source, and of one item.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use concurrent_fetch::FetchError;

/// An error of one source.
///
/// `Display` names the source and the failed operation. Its causes follow by [`Error::source`].
#[derive(Debug)]
pub struct SourceError {
    /// The name of the source.
    pub name: String,
    /// The kind of the error.
    pub kind: ErrorKind,
}

impl SourceError {
    /// Creates an error of the source with this name.
    pub fn new(name: impl Into<String>, kind: impl Into<ErrorKind>) -> SourceError {
        SourceError { name: name.into(), kind: kind.into() }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.kind)
    }
}

impl Error for SourceError {
    /// Returns the cause of the kind. The kind itself is a part of this error, and `Display` shows it.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.kind.source()
    }
}

/// The kinds of errors that a source can have.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request failed: chapter 3's `fetch` distinguishes a status, a timeout, the connection, and a body that broke off.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The body is not JSON, or ends too early.
    #[error("the body is not JSON")]
    NotJson(#[from] serde_json::Error),
    /// The body is JSON, but the list of items is not where it should be.
    #[error("the response has no list of items")]
    NoItems,
    /// One item cannot be used. The others can.
    #[error("an item cannot be used")]
    BadItem(#[from] BadItem),
    /// No source has this name.
    #[error("no source has this name; the sources are {}", .known.join(", "))]
    Unknown {
        /// The names of all sources, in their order.
        known: Vec<String>,
    },
    /// The next page of a list is one that was fetched already: the list would never end.
    #[error("the list leads back to its page {cursor:?}, and would never end")]
    Repeated {
        /// The cursor of that page.
        cursor: String,
    },
    /// The list has ended, and fewer items came than the API announced.
    #[error("only {came} of {announced} items came")]
    Incomplete {
        /// The number of items that came.
        came: u64,
        /// The number of items that the API announced.
        announced: u64,
    },
    /// Any other error, of a source that the chapter does not know.
    #[error(transparent)]
    Outside(Box<dyn Error + Send + Sync>),
}

/// The reason why no record can be made of an item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its field `{field}` {reason}")]
pub struct BadItem {
    /// The field: `title`, or `name.first` for a field inside another.
    pub field: Cow<'static, str>,
    /// The rest of a sentence that begins with the field: `is missing`.
    pub reason: Cow<'static, str>,
}

impl BadItem {
    /// Creates the error for a field that does not exist.
    pub fn missing(field: impl Into<Cow<'static, str>>) -> BadItem {
        BadItem { field: field.into(), reason: "is missing".into() }
    }

    /// Creates the error for a field that is not `expected`, such as `a text`.
    pub fn mistyped(field: impl Into<Cow<'static, str>>, expected: &str) -> BadItem {
        BadItem { field: field.into(), reason: format!("is not {expected}").into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_source_and_its_cause_follows() {
        let bad = SourceError::new("users", BadItem::missing("name.first"));
        assert_eq!(bad.to_string(), "users: an item cannot be used");
        let cause = bad.source().map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("its field `name.first` is missing"));
    }

    #[test]
    fn an_unknown_name_comes_with_the_known_ones() {
        let known = ["github", "posts"].map(str::to_owned).to_vec();
        let unknown = SourceError::new("gihub", ErrorKind::Unknown { known });
        assert_eq!(unknown.to_string(), "gihub: no source has this name; the sources are github, posts");
        assert!(unknown.source().is_none());
    }
}
