//! The types of chapter 6 that one task passes to the next, and two functions that read a field of an item.

use std::time::Duration;

use reqwest::Client;
use serde_json::Value;

use crate::error::{BadItem, SourceError};
use crate::source::{Github, Posts, Source, Users};

/// The timeout of a request, from its start to the last byte of the body.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// The sources of a pipeline, and the client that fetches them.
#[derive(Debug)]
pub struct Config {
    /// The client for all requests, see [`client`](crate::client).
    pub client: Client,
    /// The sources, in the order of their items. Several may have the same name.
    pub sources: Vec<Box<dyn Source>>,
}

impl Config {
    /// Creates a configuration with the three APIs on one server, such as the local one: `http://127.0.0.1:8000`.
    pub fn at(base: &str, client: Client) -> Config {
        let base = || base.to_owned();
        let sources: Vec<Box<dyn Source>> =
            vec![Box::new(Github { base: base() }), Box::new(Posts { base: base() }), Box::new(Users { base: base() })];
        Config { client, sources }
    }

    /// Adds one more source after the others.
    #[must_use]
    pub fn with(mut self, source: impl Source + 'static) -> Config {
        self.sources.push(Box::new(source));
        self
    }
}

/// The result of fetching a source: its items or its error.
// ANCHOR: fetched
#[derive(Debug)]
pub struct Fetched<'a> {
    /// The source that was fetched.
    pub source: &'a dyn Source,
    /// The items, unchanged and in their order.
    pub result: Result<Vec<Value>, SourceError>,
}
// ANCHOR_END: fetched

/// An item with its source. Both are borrowed, so the fetched data is neither changed nor copied.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The source of the item.
    pub source: &'a dyn Source,
    /// The item, unchanged.
    pub value: &'a Value,
}

/// A page of a list that an API sends in parts.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The items of the page, in their order.
    pub items: Vec<Value>,
    /// The cursor of the next page. The last page has none.
    pub next: Option<String>,
    /// The number of items in the whole list, if the API announces it.
    pub total: Option<u64>,
}

/// Returns the text in a field of an item. A dot leads to a field inside a field: `name.first`.
///
/// # Errors
///
/// If the field is missing, or is not a text.
pub fn text<'v>(item: &'v Value, field: &'static str) -> Result<&'v str, BadItem> {
    find(item, field)?.as_str().ok_or_else(|| BadItem::mistyped(field, "a text"))
}

/// Returns the whole number in a field of an item. A dot leads to a field inside a field.
///
/// # Errors
///
/// If the field is missing, or is not a whole number that an `i64` can hold.
pub fn number(item: &Value, field: &'static str) -> Result<i64, BadItem> {
    find(item, field)?.as_i64().ok_or_else(|| BadItem::mistyped(field, "a whole number"))
}

fn find<'v>(item: &'v Value, field: &'static str) -> Result<&'v Value, BadItem> {
    field.split('.').try_fold(item, |item, name| item.get(name)).ok_or_else(|| BadItem::missing(field))
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
    fn only_whole_numbers_that_fit_are_returned() {
        let item = json!({ "half": 0.5, "large": u64::MAX, "text": "1", "null": null, "smallest": i64::MIN });
        for field in ["half", "large", "text", "null"] {
            assert_eq!(number(&item, field), Err(BadItem::mistyped(field, "a whole number")));
        }
        assert_eq!(number(&item, "smallest"), Ok(i64::MIN));
    }
}
