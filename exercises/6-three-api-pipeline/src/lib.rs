//! Chapter 6: a pipeline over three web APIs.
//!
//! A [`Source`] fetches items, and makes records of them. The pipeline runs all sources concurrently, without knowing any
//! of them by name.
//!
//! Replace each `todo!` and each empty stream or iterator with your own code. The comment above a function is its whole
//! contract. The types are in `types.rs` and `error.rs`, and `source.rs` shows three sources.

mod error;
mod record;
mod source;
mod types;

use std::path::PathBuf;

use async_stream::stream;
use concurrent_fetch::fetch;
pub use error::{BadItem, ErrorKind, SourceError};
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, Stream, StreamExt as _, future, stream};
pub use record::{Data, Record};
use reqwest::Client;
use serde_json::Value;
pub use source::{Github, Posts, Source, Users};
pub use types::{Config, Fetched, Item, TIMEOUT, number, text};

/// Creates the client for all requests of this chapter.
///
/// - A request times out 10 seconds ([`TIMEOUT`]) after it starts, unless the last byte of the body has arrived by then.
/// - Every request has a `User-Agent` header: GitHub rejects requests without one, and reqwest sends none by default.
/// - No request goes through a proxy, even if the environment names one: the course's servers run on your machine.
///
/// # Errors
///
/// If the client cannot be initialized.
pub fn client() -> reqwest::Result<Client> {
    todo!("make a client with a timeout of ten seconds and a User-Agent")
}

/// Fetches the five Python repositories with the most stars: the `items` of the response to
/// `/search/repositories?q=language:python&sort=stars&per_page=5`.
///
/// - The URL starts with `base`, which has no trailing slash. `client` sends the request.
/// - Returns the items unchanged: in their order, with all their fields and no others.
/// - Dropping the future cancels the request.
///
/// # Errors
///
/// Every error has the source name `github`. If the request fails, it is a `Fetch` error with the error of chapter 3's
/// `fetch`; a body that is not JSON is a `NotJson` error; JSON without that list is a `NoItems` error.
pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    todo!("fetch the body, parse it as JSON, and take the list out of it")
}

/// Fetches the first five posts: the response to `/posts?_limit=5` is itself the list.
///
/// # Errors
///
/// Every error has the source name `posts`. Everything else is as for [`fetch_github_repos`].
pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    todo!("fetch the body, which is the list itself")
}

/// Fetches five users: the `results` of the response to `/api/?results=5`.
///
/// # Errors
///
/// Every error has the source name `users`. Everything else is as for [`fetch_github_repos`].
pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    todo!("fetch the body, parse it as JSON, and take the list out of it")
}

/// Fetches all sources concurrently and returns the result of each, in the order of the sources.
///
/// - Sends all requests before it waits for the first response.
/// - If a source fails, its error is its result. This does not affect the other sources, whatever the error is.
/// - Passes the configuration's client to every source. Two sources may have the same name: both are fetched.
/// - Dropping the future cancels all requests.
pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    todo!("fetch all sources concurrently, and keep the result of each")
}

/// Returns all items, each with its source: the items of the first source in their order, then those of the second, and
/// so on.
///
/// - A source that failed has no items.
/// - Lazy: looks at a source only when one of its items is requested.
/// - An item's own fields say nothing about its source, not even a field called `source`.
pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    std::iter::empty()
}

/// Returns the items of the sources with exactly this name. Skips all others, including a name that differs only in
/// case (`GitHub`).
///
/// Lazy: pulls no further than to the next item that it returns.
pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    std::iter::empty()
}

/// Returns the record of each item, as its source makes it.
///
/// - If a source cannot use an item, a `BadItem` error with the name of the source takes the place of the record, and the
///   next item is not affected.
/// - Lazy: pulls and transforms one item for each record that is requested.
pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    std::iter::empty()
}

/// Makes the record of a repository: its source is `github`, its name the field `name`, its data the field
/// `stargazers_count` as text, such as `75000 stars`.
///
/// # Errors
///
/// If a field is missing, or does not have the right type: see [`text`] and [`number`].
pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a repository")
}

/// Makes the record of a post: its source is `posts`, its name the field `title`, its data the field `id`, which stays a
/// number.
///
/// # Errors
///
/// As for [`record_of_repository`].
pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a post")
}

/// Makes the record of a user: its source is `users`, its name the fields `name.first` and `name.last` with a space
/// between them, its data the field `email`.
///
/// # Errors
///
/// As for [`record_of_repository`].
pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a user")
}

/// Runs the whole pipeline: fetches all sources concurrently, and yields their records.
///
/// - Sends nothing before the first poll, and then all requests before it waits for the first response.
/// - Yields the records of a source as soon as that source has been fetched, in the order of its items, without waiting for
///   any other source. Transforms an item when its record is requested.
/// - If a source fails, yields its error, once; if an item cannot be used, yields its error in the place of its record.
///   Neither ends the stream.
/// - With a `filter`, fetches only the sources with exactly this name, all of them if several have it. If none has it,
///   sends nothing and yields one `Unknown` error, with that name and the names of all sources in their order.
/// - Dropping the stream cancels the requests.
pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream::empty()
}

/// A source that is not a web API: a file in which each line is a record, such as `Ada Lovelace, 1815`.
///
/// - Its items are the lines of the file in their order, each a JSON string without its line ending. Blank lines are
///   skipped. Every fetch reads the file again, at its first poll and not before, and uses nothing else.
/// - A file that cannot be read is an `Outside` error with the `std::io::Error`.
/// - In a line, the text before the first comma is the name of the record, and the text after it is its data: a number if
///   it is a whole number. Spaces around both are removed. A line without a comma lacks its field `data`; a line with
///   nothing before the comma lacks its field `name`. If an item is not a string, its field `line` is not `a text`.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The name of the source.
    pub name: String,
    /// The file.
    pub path: PathBuf,
}

impl Source for Lines {
    fn name(&self) -> &str {
        todo!("return the name")
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        todo!("read the file, and return each line as an item")
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        todo!("make a record of a line")
    }
}
