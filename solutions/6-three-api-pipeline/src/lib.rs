//! Chapter 6: a pipeline over three web APIs.
//!
//! A [`Source`] fetches items, and makes records of them. The pipeline runs all sources concurrently, without knowing any
//! of them by name. The crate `streamlings-pipeline` builds a program for work on it.

mod error;
mod record;
mod source;
mod types;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use async_stream::stream;
use concurrent_fetch::fetch;
pub use error::{BadItem, ErrorKind, SourceError};
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, Stream, StreamExt as _, future};
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
// ANCHOR: fetch
pub fn client() -> reqwest::Result<Client> {
    concurrent_fetch::client(TIMEOUT)
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
    let url = format!("{base}/search/repositories?q=language:python&sort=stars&per_page=5");
    fetch_items(client, &url, "/items").await.map_err(|kind| SourceError::new("github", kind))
}

/// Fetches the first five posts: the response to `/posts?_limit=5` is itself the list.
///
/// # Errors
///
/// Every error has the source name `posts`. Everything else is as for [`fetch_github_repos`].
pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/posts?_limit=5");
    fetch_items(client, &url, "").await.map_err(|kind| SourceError::new("posts", kind))
}

/// Fetches five users: the `results` of the response to `/api/?results=5`.
///
/// # Errors
///
/// Every error has the source name `users`. Everything else is as for [`fetch_github_repos`].
pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/api/?results=5");
    fetch_items(client, &url, "/results").await.map_err(|kind| SourceError::new("users", kind))
}

/// Fetches the list at this JSON pointer (RFC 6901: the empty pointer is the whole document).
async fn fetch_items(client: &Client, url: &str, pointer: &str) -> Result<Vec<Value>, ErrorKind> {
    let body = fetch(client, url).await?;
    let mut answer: Value = serde_json::from_str(&body)?;
    match answer.pointer_mut(pointer).map(Value::take) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(ErrorKind::NoItems),
    }
}
// ANCHOR_END: fetch

/// Fetches all sources concurrently and returns the result of each, in the order of the sources.
///
/// - Does nothing before the first poll. Then it sends all requests before it waits for the first response, however many
///   sources there are, and fetches each source once, whatever comes of it.
/// - If a source fails, its error is its result, unchanged. This does not affect the other sources, whatever the error is.
/// - Passes the configuration's client to every source, and sets no timeout of its own. Two sources may have the same name:
///   both are fetched.
/// - Dropping the future cancels all requests that are in flight.
// ANCHOR: fetch_all_data
pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    future::join_all(config.sources.iter().map(|source| fetched(&**source, &config.client))).await
}

async fn fetched<'a>(source: &'a dyn Source, client: &'a Client) -> Fetched<'a> {
    Fetched { source, result: source.fetch(client).await }
}
// ANCHOR_END: fetch_all_data

/// Returns all items, each with its source: the items of the first source in their order, then those of the second, and
/// so on.
///
/// - A source that failed has no items. An item may be any JSON value, also `null` or a list.
/// - Lazy: looks at a source only when one of its items is requested. It copies no item: `value` borrows it.
/// - An item's own fields say nothing about its source, not even a field called `source`.
// ANCHOR: items
pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| {
        let items = fetched.result.iter().flatten();
        items.map(|value| Item { source: fetched.source, value })
    })
}

/// Returns the items of the sources with exactly this name, in their order. Skips all others, including a name that
/// differs only in case (`GitHub`). The empty name is a name like any other.
///
/// Lazy: pulls no further than to the next item that it returns.
pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter(move |item| item.source.name() == name)
}

/// Returns the record of each item, exactly as its source makes it.
///
/// - If a source cannot use an item, its `BadItem` error, unchanged and with the name of the source, takes the place of the
///   record, and the next item is not affected.
/// - Lazy: pulls and transforms one item, once, for each record that is requested.
pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.map(|Item { source, value }| source.transform(value).map_err(|bad| SourceError::new(source.name(), bad)))
}
// ANCHOR_END: items

/// Makes the record of a repository: its source is `github`, its name the field `name`, its data the field
/// `stargazers_count` as text, such as `75000 stars`. The number may be any `i64`, and the word is always `stars`: `1 stars`.
///
/// Texts stay as they are: nothing is trimmed, quoted or escaped, and a text may be empty.
///
/// # Errors
///
/// If one of these fields is missing, or does not have the right type: see [`text`] and [`number`]. If several are bad, the
/// error names any one of them. An item that is no object has no fields.
// ANCHOR: records
pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let stars = number(item, "stargazers_count")?;
    let data = Data::Text(format!("{stars} stars"));
    Ok(Record { source: "github".into(), name: text(item, "name")?.to_owned(), data })
}

/// Makes the record of a post: its source is `posts`, its name the field `title`, its data the field `id`, which stays a
/// number. Everything else is as for [`record_of_repository`].
///
/// # Errors
///
/// As for [`record_of_repository`].
pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let data = Data::Number(number(item, "id")?);
    Ok(Record { source: "posts".into(), name: text(item, "title")?.to_owned(), data })
}

/// Makes the record of a user: its source is `users`, its name the fields `name.first` and `name.last` with a space
/// between them, even if one of them is empty, its data the field `email`. Everything else is as for
/// [`record_of_repository`].
///
/// # Errors
///
/// As for [`record_of_repository`].
pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let name = format!("{} {}", text(item, "name.first")?, text(item, "name.last")?);
    Ok(Record { source: "users".into(), name, data: Data::Text(text(item, "email")?.to_owned()) })
}
// ANCHOR_END: records

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
// ANCHOR: run_pipeline
pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream! {
        let is_wanted = |source: &&dyn Source| filter.is_none_or(|name| source.name() == name);
        let sources: Vec<&dyn Source> = config.sources.iter().map(|source| &**source).filter(is_wanted).collect();
        if let Some(name) = filter && sources.is_empty() {
            let known = config.sources.iter().map(|source| source.name().to_owned()).collect();
            yield Err(SourceError::new(name, ErrorKind::Unknown { known }));
        }
        let mut arriving: FuturesUnordered<_> =
            sources.into_iter().map(|source| fetched(source, &config.client)).collect();
        while let Some(fetched) = arriving.next().await {
            for record in transform_data(process_items([&fetched])) {
                yield record;
            }
            if let Err(error) = fetched.result {
                yield Err(error);
            }
        }
    }
}
// ANCHOR_END: run_pipeline

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
// ANCHOR: lines
#[derive(Clone, Debug)]
pub struct Lines {
    /// The name of the source.
    pub name: String,
    /// The file.
    pub path: PathBuf,
}

impl Source for Lines {
    fn name(&self) -> &str {
        &self.name
    }

    fn fetch<'a>(&'a self, _client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        async {
            let read = tokio::fs::read_to_string(&self.path).await;
            let content = read.map_err(|error| SourceError::new(&self.name, ErrorKind::Outside(error.into())))?;
            Ok(content.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect())
        }
        .boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let line = item.as_str().ok_or_else(|| BadItem::mistyped("line", "a text"))?;
        let (name, data) = line.split_once(',').ok_or_else(|| BadItem::missing("data"))?;
        let (name, data) = (name.trim(), data.trim());
        if name.is_empty() {
            return Err(BadItem::missing("name"));
        }
        let data = data.parse().map_or_else(|_| Data::Text(data.to_owned()), Data::Number);
        Ok(Record { source: self.name.clone().into(), name: name.to_owned(), data })
    }
}
// ANCHOR_END: lines

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
// ANCHOR: all_pages
pub fn all_pages(
    name: &str,
    mut fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    stream! {
        let (mut came, mut announced) = (0, 0);
        let (mut cursor, mut fetched) = (None, HashSet::new());
        loop {
            let page = match fetch_page(cursor.take()).await {
                Ok(page) => page,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            announced = page.total.unwrap_or(announced);
            for item in page.items {
                came += 1;
                yield Ok(item);
            }
            let Some(next) = page.next else { break };
            if !fetched.insert(next.clone()) {
                yield Err(SourceError::new(name, ErrorKind::Repeated { cursor: next }));
                return;
            }
            cursor = Some(next);
        }
        if came < announced {
            yield Err(SourceError::new(name, ErrorKind::Incomplete { came, announced }));
        }
    }
}
// ANCHOR_END: all_pages

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
// ANCHOR: deduplicated
pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut recent: HashMap<Cow<'static, str>, Recent> = HashMap::new();
    records.filter(move |record| {
        let is_new = match record {
            Ok(record) => recent.entry(record.source.clone()).or_default().is_new(record, window.get()),
            Err(_) => true,
        };
        future::ready(is_new)
    })
}

/// The last records of one source that were yielded.
#[derive(Default)]
struct Recent {
    records: HashSet<Arc<Record>>,
    in_order: VecDeque<Arc<Record>>,
}

impl Recent {
    /// Returns true, and remembers the record, if it is none of the last `window` ones.
    fn is_new(&mut self, record: &Record, window: usize) -> bool {
        if self.records.contains(record) {
            return false;
        }
        if self.in_order.len() == window
            && let Some(oldest) = self.in_order.pop_front()
        {
            self.records.remove(&oldest);
        }
        let record = Arc::new(record.clone());
        self.in_order.push_back(Arc::clone(&record));
        self.records.insert(record)
    }
}
// ANCHOR_END: deduplicated
