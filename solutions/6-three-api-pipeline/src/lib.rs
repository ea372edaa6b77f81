//! Chapter 6: the pipeline over three web APIs, to production strength.
//!
//! A [`Source`] gives items, and makes records of them. The pipeline runs all sources together, and knows none of them
//! by name.
//!
//! `crates/pipeline` goes on from here, to a program for work.

mod given;
mod record;
mod source;

use std::path::PathBuf;

use async_stream::stream;
use concurrent_fetch::fetch;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, Stream, StreamExt as _, future};
pub use given::{BadItem, Config, ErrorKind, Fetched, Item, SourceError, TIMEOUT, number, text};
pub use record::{Data, Record};
use reqwest::Client;
use serde_json::Value;
pub use source::{Github, Posts, Source, Users};

/// A client for all requests of this chapter.
///
/// - It gives each answer 10 seconds ([`TIMEOUT`]), from the connection to the last byte of the body.
/// - It says who it is, in a `User-Agent`: GitHub answers no one who does not. reqwest sends none by itself.
/// - It asks no proxy, also where the environment names one: the servers of the course are on your machine.
///
/// # Errors
///
/// If the system lacks what a client needs.
// ANCHOR: fetch
pub fn client() -> reqwest::Result<Client> {
    concurrent_fetch::client(TIMEOUT)
}

/// Fetches the five Python repositories with the most stars: the `items` in the answer to
/// `/search/repositories?q=language:python&sort=stars&per_page=5`.
///
/// - The address begins with `base`, which has no slash at the end, and the request is sent by `client`.
/// - The items are given as they came, with all their fields and no others, in their order.
/// - When it is dropped, the request is given up.
///
/// # Errors
///
/// They name the source `github`. What goes wrong with the request is the `Fetch` error that chapter 3's `fetch` gives; a
/// body that is no JSON is a `NotJson` error; JSON without that list is a `NoItems` error.
pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/search/repositories?q=language:python&sort=stars&per_page=5");
    fetch_items(client, &url, "/items").await.map_err(|kind| SourceError::new("github", kind))
}

/// Fetches the first five posts: the answer to `/posts?_limit=5` is the list itself.
///
/// # Errors
///
/// They name the source `posts`. For all else see [`fetch_github_repos`].
pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/posts?_limit=5");
    fetch_items(client, &url, "").await.map_err(|kind| SourceError::new("posts", kind))
}

/// Fetches five users: the `results` in the answer to `/api/?results=5`.
///
/// # Errors
///
/// They name the source `users`. For all else see [`fetch_github_repos`].
pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/api/?results=5");
    fetch_items(client, &url, "/results").await.map_err(|kind| SourceError::new("users", kind))
}

/// The list at this place of the answer (RFC 6901: the empty pointer is the whole of it).
async fn fetch_items(client: &Client, url: &str, pointer: &str) -> Result<Vec<Value>, ErrorKind> {
    let body = fetch(client, url).await?;
    let mut answer: Value = serde_json::from_str(&body)?;
    match answer.pointer_mut(pointer).map(Value::take) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(ErrorKind::NoItems),
    }
}
// ANCHOR_END: fetch

/// Fetches all sources at the same time, and gives what came of each, in their order.
///
/// - All requests are sent before the first answer is waited for.
/// - A source that fails has its error as its result. It takes nothing from the others, whatever the error is.
/// - All are asked with the configuration's client. Two sources may have the same name, and each is fetched.
/// - When it is dropped, all requests are given up.
// ANCHOR: fetch_all_data
pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    future::join_all(config.sources.iter().map(|source| fetched(&**source, &config.client))).await
}

async fn fetched<'a>(source: &'a dyn Source, client: &'a Client) -> Fetched<'a> {
    Fetched { source, result: source.fetch(client).await }
}
// ANCHOR_END: fetch_all_data

/// All items, each with its source: those of the first source in their order, then those of the second, and so on.
///
/// - A source that has failed has no items.
/// - Lazy: a source is looked at when one of its items is asked for, and not before.
/// - An item's own fields say nothing about its source, also one that is called `source`.
// ANCHOR: items
pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| {
        let items = fetched.result.iter().flatten();
        items.map(|value| Item { source: fetched.source, value })
    })
}

/// The items of the sources with exactly this name. Other names, also in other letters (`GitHub`), are passed over.
///
/// Lazy: it pulls no further than to the next item that it gives.
pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter(move |item| item.source.name() == name)
}

/// The record of each item, as its source makes it.
///
/// - An item that its source can't use is a `BadItem` error, with the name of the source; the others go on.
/// - Lazy: one item is pulled, and transformed, for each record that is asked for.
pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.map(|Item { source, value }| source.transform(value).map_err(|bad| SourceError::new(source.name(), bad)))
}
// ANCHOR_END: items

/// The record of a repository, of the source `github`: its `name`, and its `stargazers_count` as `75000 stars`.
///
/// # Errors
///
/// A field is missing, or is not a text, or not a whole number: see [`text`] and [`number`].
// ANCHOR: records
pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let stars = number(item, "stargazers_count")?;
    let data = Data::Text(format!("{stars} stars"));
    Ok(Record { source: "github".into(), name: text(item, "name")?.to_owned(), data })
}

/// The record of a post, of the source `posts`: its `title`, and its `id`, which stays a number.
///
/// # Errors
///
/// See [`record_of_repository`].
pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let data = Data::Number(number(item, "id")?);
    Ok(Record { source: "posts".into(), name: text(item, "title")?.to_owned(), data })
}

/// The record of a user, of the source `users`: its `name.first` and `name.last` with a space between, and its `email`.
///
/// # Errors
///
/// See [`record_of_repository`].
pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let name = format!("{} {}", text(item, "name.first")?, text(item, "name.last")?);
    Ok(Record { source: "users".into(), name, data: Data::Text(text(item, "email")?.to_owned()) })
}
// ANCHOR_END: records

/// The whole pipeline: fetches all sources at the same time, and gives their records.
///
/// - Nothing is sent before the first poll; then all requests are, before the first answer is waited for.
/// - The records of a source come as soon as the source is there, in the order of its items: it waits for no other. An
///   item is transformed when its record is asked for.
/// - A source that fails gives its error, once; an item that can't be used gives its error in the place of its record.
///   Neither ends the stream.
/// - With a `filter`, only the sources with exactly this name are asked, all of them. Where none has it, nothing is sent,
///   and the stream gives one `Unknown` error with that name, which says which names there are, in the order of the sources.
/// - When it is dropped, the requests are given up.
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

/// A source from outside: a file in which each line is a record, such as `Ada Lovelace, 1815`.
///
/// - Its items are the lines of the file, each a text without its line end, in their order. Lines that are blank are left
///   out. The file is read anew each time, at the first poll and not before, and nothing else is asked.
/// - A file that can't be read is an `Outside` error with the `std::io::Error`.
/// - The record of a line is named after what stands before its first comma; what stands behind it is the data, a number
///   if it is a whole one. Spaces around both are left out. A line without a comma lacks its field `data`; one with
///   nothing before the comma lacks its field `name`. An item that is no text has a field `line` that is not a text.
// ANCHOR: lines
#[derive(Clone, Debug)]
pub struct Lines {
    /// What it is called.
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
