//! What chapter 6 gives you: the errors, and what is passed from one task to the next.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use concurrent_fetch::FetchError;
use reqwest::Client;
use serde_json::Value;

use crate::source::{Github, Posts, Source, Users};

/// How long a whole answer may take, from the connection to the last byte of its body.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// What the pipeline reads, and with which client.
#[derive(Debug)]
pub struct Config {
    /// One for all requests, see [`client`](crate::client).
    pub client: Client,
    /// The sources, in the order in which their items are given. A name that two of them share stands for both.
    pub sources: Vec<Box<dyn Source>>,
}

impl Config {
    /// The three APIs at one address, such as that of the local server: `http://127.0.0.1:8000`.
    pub fn at(base: &str, client: Client) -> Config {
        let base = || base.to_owned();
        let sources: Vec<Box<dyn Source>> =
            vec![Box::new(Github { base: base() }), Box::new(Posts { base: base() }), Box::new(Users { base: base() })];
        Config { client, sources }
    }

    /// The same, and one more source behind the others.
    #[must_use]
    pub fn with(mut self, source: impl Source + 'static) -> Config {
        self.sources.push(Box::new(source));
        self
    }
}

/// What came of a source: its items, or why there are none.
// ANCHOR: fetched
#[derive(Debug)]
pub struct Fetched<'a> {
    /// Where it came from.
    pub source: &'a dyn Source,
    /// The items in their order, as they came.
    pub result: Result<Vec<Value>, SourceError>,
}
// ANCHOR_END: fetched

/// An item, and where it came from. Both are borrowed: what was fetched is looked at, and never changed or copied.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Where it came from.
    pub source: &'a dyn Source,
    /// The item as it came.
    pub value: &'a Value,
}

/// What went wrong, and in which source.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {kind}")]
pub struct SourceError {
    /// The name of the source.
    pub name: String,
    /// What went wrong.
    #[source]
    pub kind: ErrorKind,
}

impl SourceError {
    /// Something that went wrong in the source of this name.
    pub fn new(name: impl Into<String>, kind: impl Into<ErrorKind>) -> SourceError {
        SourceError { name: name.into(), kind: kind.into() }
    }
}

/// What can go wrong in a source.
#[derive(Debug, thiserror::Error)]
pub enum ErrorKind {
    /// No body came: the status, the time, the connection, or half a body. Chapter 3 tells them apart.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The body is no JSON, or not all of it.
    #[error("the body is no JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    /// The body is JSON, but the list of items is not where it should be.
    #[error("there is no list of items in the answer")]
    NoItems,
    /// One item can't be used. The others can.
    #[error("an item can't be used: {0}")]
    BadItem(#[from] BadItem),
    /// No source has this name.
    #[error("there is no source of this name; there are {}", .known.join(", "))]
    Unknown {
        /// The names that there are, in the order of the sources.
        known: Vec<String>,
    },
    /// What a source from outside has to say.
    #[error(transparent)]
    Outside(Box<dyn Error + Send + Sync>),
}

/// Why an item can't be made a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its field `{field}` {reason}")]
pub struct BadItem {
    /// The field: `title`, or `name.first` for one inside of another.
    pub field: Cow<'static, str>,
    /// The rest of a sentence that begins with the field: `is missing`.
    pub reason: Cow<'static, str>,
}

impl BadItem {
    /// There is no such field.
    pub fn missing(field: impl Into<Cow<'static, str>>) -> BadItem {
        BadItem { field: field.into(), reason: "is missing".into() }
    }

    /// The field is there, but it is not `wanted`, such as `a text`.
    pub fn mistyped(field: impl Into<Cow<'static, str>>, wanted: &str) -> BadItem {
        BadItem { field: field.into(), reason: format!("is not {wanted}").into() }
    }
}

/// The text in a field of an item. A dot leads into a field: `name.first`.
///
/// # Errors
///
/// The field is missing, or it is no text.
pub fn text<'v>(item: &'v Value, field: &'static str) -> Result<&'v str, BadItem> {
    at(item, field)?.as_str().ok_or_else(|| BadItem::mistyped(field, "a text"))
}

/// The whole number in a field of an item. A dot leads into a field.
///
/// # Errors
///
/// The field is missing, or it is no whole number.
pub fn number(item: &Value, field: &'static str) -> Result<i64, BadItem> {
    at(item, field)?.as_i64().ok_or_else(|| BadItem::mistyped(field, "a whole number"))
}

fn at<'v>(item: &'v Value, field: &'static str) -> Result<&'v Value, BadItem> {
    field.split('.').try_fold(item, |item, name| item.get(name)).ok_or_else(|| BadItem::missing(field))
}

/// A source is shown by its name.
impl fmt::Debug for dyn Source + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_dot_leads_into_a_field() {
        let user = json!({ "name": { "first": "Ada" }, "age": 36 });
        assert_eq!(text(&user, "name.first"), Ok("Ada"));
        assert_eq!(number(&user, "age"), Ok(36));
        assert_eq!(text(&user, "name.last"), Err(BadItem::missing("name.last")));
        assert_eq!(text(&user, "age.first"), Err(BadItem::missing("age.first")));
        assert_eq!(text(&user, "name"), Err(BadItem::mistyped("name", "a text")));
    }

    #[test]
    fn only_whole_numbers_that_fit_are_taken() {
        let item = json!({ "half": 0.5, "much": u64::MAX, "text": "1", "nothing": null, "least": i64::MIN });
        for field in ["half", "much", "text", "nothing"] {
            assert_eq!(number(&item, field), Err(BadItem::mistyped(field, "a whole number")));
        }
        assert_eq!(number(&item, "least"), Ok(i64::MIN));
    }

    #[test]
    fn errors_are_sentences() {
        let bad = SourceError::new("users", BadItem::missing("name.first"));
        assert_eq!(bad.to_string(), "users: an item can't be used: its field `name.first` is missing");
        let known = ["github", "posts"].map(str::to_owned).to_vec();
        let unknown = SourceError::new("gihub", ErrorKind::Unknown { known });
        assert_eq!(unknown.to_string(), "gihub: there is no source of this name; there are github, posts");
    }
}
