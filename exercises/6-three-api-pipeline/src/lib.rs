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

use std::num::NonZeroUsize;
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
pub use types::{Config, Fetched, Item, Page, TIMEOUT, number, text};

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
/// - The URL starts with `base`, which has no trailing slash, but may have a path: `http://127.0.0.1:8000/mirror`.
/// - `client` sends one request, at the first poll, and none after a failure. Dropping the future cancels it.
/// - Returns all items of the list unchanged, in their order, even if the server sends more or fewer than five, or items
///   that are no objects: whether a record can be made of an item is decided later. Nothing else that the document says
///   changes that, such as `incomplete_results`.
///
/// # Errors
///
/// Every error has the source name `github`.
///
/// - If the request fails, a `Fetch` error, with exactly the error that chapter 3's `fetch` returns.
/// - If the body is not one JSON document, a `NotJson` error: an empty body, one that ends too early, or one with something
///   after the document.
/// - If the list is not in this place of the JSON document, or if there is no list there, a `NoItems` error. An empty list
///   is no error.
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
/// - Does nothing before the first poll. Then it sends all requests before it waits for the first response, however many
///   sources there are, and fetches each source once, whatever comes of it.
/// - If a source fails, its error is its result, unchanged. This does not affect the other sources, whatever the error is.
/// - Passes the configuration's client to every source, and sets no timeout of its own. Two sources may have the same name:
///   both are fetched.
/// - Dropping the future cancels all requests that are in flight.
pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    todo!("fetch all sources concurrently, and keep the result of each")
}

/// Returns all items, each with its source: the items of the first source in their order, then those of the second, and
/// so on.
///
/// - A source that failed has no items. An item may be any JSON value, also `null` or a list.
/// - Lazy: looks at a source only when one of its items is requested. It copies no item: `value` borrows it.
/// - An item's own fields say nothing about its source, not even a field called `source`.
pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    std::iter::empty()
}

/// Returns the items of the sources with exactly this name, in their order. Skips all others, including a name that
/// differs only in case (`GitHub`). The empty name is a name like any other.
///
/// Lazy: pulls no further than to the next item that it returns.
pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    std::iter::empty()
}

/// Returns the record of each item, exactly as its source makes it.
///
/// - If a source cannot use an item, its `BadItem` error, unchanged and with the name of the source, takes the place of the
///   record, and the next item is not affected.
/// - Lazy: pulls and transforms one item, once, for each record that is requested.
pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    std::iter::empty()
}

/// Makes the record of a repository: its source is `github`, its name the field `name`, its data the field
/// `stargazers_count` as text, such as `75000 stars`. The number may be any `i64`, and the word is always `stars`: `1 stars`.
///
/// Texts stay as they are: nothing is trimmed, quoted or escaped, and a text may be empty.
///
/// # Errors
///
/// If one of these fields is missing, or does not have the right type: see [`text`] and [`number`]. If several are bad, the
/// error names any one of them. An item that is no object has no fields.
pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a repository")
}

/// Makes the record of a post: its source is `posts`, its name the field `title`, its data the field `id`, which stays a
/// number. Everything else is as for [`record_of_repository`].
///
/// # Errors
///
/// As for [`record_of_repository`].
pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a post")
}

/// Makes the record of a user: its source is `users`, its name the fields `name.first` and `name.last` with a space
/// between them, even if one of them is empty, its data the field `email`. Everything else is as for
/// [`record_of_repository`].
///
/// # Errors
///
/// As for [`record_of_repository`].
pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a user")
}

/// Runs the whole pipeline: fetches all sources concurrently, and yields their records.
///
/// - Sends nothing before the first poll, and then all requests before it waits for the first response, however many
///   sources there are. It fetches each source once, and sets no timeout of its own.
/// - Yields the records of a source as soon as that source has been fetched, in the order of its items, without waiting for
///   any other source. Transforms an item, once, when its record is requested.
/// - If a source fails, yields its error, unchanged and once, as soon as it has failed. If an item cannot be used, yields
///   its error in the place of its record, as [`transform_data`] does. Neither ends the stream.
/// - With a `filter`, fetches only the sources with exactly this name, concurrently if several have it. If none has it,
///   sends nothing and yields one `Unknown` error, with that name and the names of all sources: one for each source, in
///   their order. So it does without any source, too.
/// - Dropping the stream cancels the requests that are in flight.
pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream::empty()
}

/// A source that is not a web API: a file in which each line is a record, such as `Ada Lovelace, 1815`.
///
/// - Its items are the lines of the file in their order, each a JSON string, unchanged but without its line ending, which
///   is `\n` or `\r\n`. The last line may lack it, and a line may have any length. A `\r` without a `\n` after it belongs to
///   its line. A line that has nothing but white space ([`char::is_whitespace`]) is skipped.
/// - Every fetch reads the whole file again, at its first poll and not before, and uses nothing else. It does not block the
///   thread while it reads: the other sources go on.
/// - A file that cannot be read, or is not UTF-8, is an `Outside` error with the `std::io::Error` and the name of the source.
/// - In a line, the text before the first comma is the name of the record, and the text after it is its data: a number if
///   [`str::parse`] makes an `i64` of it, else a text. White space around both is removed first. The record's source is the
///   name of this source.
/// - A line without a comma lacks its field `data`; a line with nothing before the comma lacks its field `name`. If an item
///   is not a string, its field `line` is not `a text`.
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

/// Fetches a list page by page, and yields its items in their order.
///
/// - `fetch_page` fetches the page with a cursor. The first call gets `None`, and each later one the `next` of the page
///   before it. The list ends with the page that has no `next`. A page may be empty and yet have a `next`.
/// - Lazy: does nothing before the first poll, and fetches a page only when an item is requested and those of the pages
///   before it have been yielded.
/// - If a page cannot be fetched, yields its error, unchanged, and ends. Nothing is fetched again.
/// - If a page leads to a cursor that has been fetched already, however long ago, yields its items, then a `Repeated` error
///   with that cursor, and ends: a faulty server would never let the list end. Equal pages with other cursors are several.
/// - If the list ends, and the last `total` that a page announced is more than the number of items that came, yields an
///   `Incomplete` error with both numbers, and ends. More items than announced are no error, and neither are pages without a
///   `total`.
/// - The errors that this function makes have the source name `name`.
/// - Dropping the stream drops the request that is in flight.
pub fn all_pages(
    name: &str,
    fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    stream::empty()
}

/// Yields the records of a stream without those that come again. If items are added between two requests, the last items of
/// one page come again as the first ones of the next.
///
/// - A record comes again if it is equal in all fields to one of the last `window` records of the same source that were
///   yielded. Each source has a window of its own, so that a busy one does not displace another.
/// - A record that is left out changes nothing: it is not one of the last `window`. So a record is yielded again when `window`
///   other records of its source have been yielded after it.
/// - `window` may be any number, up to the largest. Memory is bounded: no more than `window` records of each source are kept.
/// - Errors are yielded as they are, all of them, and are in no window.
/// - Lazy: pulls nothing before the first poll, and no further than to the next record or error that it yields. The order
///   stays, and it ends when the records end.
pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    records
}
