//! Chapter 6: the pipeline over three web APIs, to production strength.
//!
//! A [`Source`] gives items, and makes records of them. The pipeline runs all sources together, and knows none of them
//! by name.
//!
//! Replace each `todo!` and each empty stream or iterator by your own code. The comment above a function says all that it
//! must do. What an item is, and how a source that comes with the chapter is made, stands in `given.rs` and `source.rs`.

mod given;
mod record;
mod source;

use std::path::PathBuf;

use async_stream::stream;
use concurrent_fetch::fetch;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, Stream, StreamExt as _, future, stream};
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
pub fn client() -> reqwest::Result<Client> {
    todo!("make a client that gives each answer ten seconds, and says who it is")
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
    todo!("fetch the answer, read it as JSON, and take the list out of it")
}

/// Fetches the first five posts: the answer to `/posts?_limit=5` is the list itself.
///
/// # Errors
///
/// They name the source `posts`. For all else see [`fetch_github_repos`].
pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    todo!("fetch the answer, which is the list itself")
}

/// Fetches five users: the `results` in the answer to `/api/?results=5`.
///
/// # Errors
///
/// They name the source `users`. For all else see [`fetch_github_repos`].
pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    todo!("fetch the answer, read it as JSON, and take the list out of it")
}

/// Fetches all sources at the same time, and gives what came of each, in their order.
///
/// - All requests are sent before the first answer is waited for.
/// - A source that fails has its error as its result. It takes nothing from the others, whatever the error is.
/// - All are asked with the configuration's client. Two sources may have the same name, and each is fetched.
/// - When it is dropped, all requests are given up.
pub async fn fetch_all_data(config: &Config) -> Vec<Fetched<'_>> {
    todo!("fetch all sources at the same time, and keep what each one gives")
}

/// All items, each with its source: those of the first source in their order, then those of the second, and so on.
///
/// - A source that has failed has no items.
/// - Lazy: a source is looked at when one of its items is asked for, and not before.
/// - An item's own fields say nothing about its source, also one that is called `source`.
pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    std::iter::empty()
}

/// The items of the sources with exactly this name. Other names, also in other letters (`GitHub`), are passed over.
///
/// Lazy: it pulls no further than to the next item that it gives.
pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    std::iter::empty()
}

/// The record of each item, as its source makes it.
///
/// - An item that its source can't use is a `BadItem` error, with the name of the source; the others go on.
/// - Lazy: one item is pulled, and transformed, for each record that is asked for.
pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    std::iter::empty()
}

/// The record of a repository, of the source `github`: its `name`, and its `stargazers_count` as `75000 stars`.
///
/// # Errors
///
/// A field is missing, or is not a text, or not a whole number: see [`text`] and [`number`].
pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a repository")
}

/// The record of a post, of the source `posts`: its `title`, and its `id`, which stays a number.
///
/// # Errors
///
/// See [`record_of_repository`].
pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a post")
}

/// The record of a user, of the source `users`: its `name.first` and `name.last` with a space between, and its `email`.
///
/// # Errors
///
/// See [`record_of_repository`].
pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    todo!("make a record of a user")
}

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
pub fn run_pipeline(config: &Config, filter: Option<&str>) -> impl Stream<Item = Result<Record, SourceError>> {
    stream::empty()
}

/// A source from outside: a file in which each line is a record, such as `Ada Lovelace, 1815`.
///
/// - Its items are the lines of the file, each a text without its line end, in their order. Lines that are blank are left
///   out. The file is read anew each time, at the first poll and not before, and nothing else is asked.
/// - A file that can't be read is an `Outside` error with the `std::io::Error`.
/// - The record of a line is named after what stands before its first comma; what stands behind it is the data, a number
///   if it is a whole one. Spaces around both are left out. A line without a comma lacks its field `data`; one with
///   nothing before the comma lacks its field `name`. An item that is no text has a field `line` that is not a text.
#[derive(Clone, Debug)]
pub struct Lines {
    /// What it is called.
    pub name: String,
    /// The file.
    pub path: PathBuf,
}

impl Source for Lines {
    fn name(&self) -> &str {
        todo!("the name that it was given")
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        todo!("read the file, and give each line as an item")
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        todo!("make a record of a line")
    }
}
