//! The trait of a source, and the three sources that come with the chapter.

use std::fmt;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;

use crate::error::{BadItem, SourceError};
use crate::record::Record;
use crate::{fetch_github_repos, fetch_posts, fetch_users, record_of_post, record_of_repository, record_of_user};

/// A source of records. To add a source, write a new type that implements this trait: nothing else changes.
///
/// The pipeline keeps sources of different types in one list, as `Box<dyn Source>`. A trait can be used as `dyn` only if
/// its methods have the same types in every implementation. Each `async fn` returns a future of its own type, so
/// [`fetch`](Source::fetch) returns a boxed future instead.
// ANCHOR: source
pub trait Source: Send + Sync {
    /// Returns the name of the source. Its records and errors have it, too.
    fn name(&self) -> &str;

    /// Fetches all items, in their order. Does nothing before the first poll; dropping the future cancels it.
    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>>;

    /// Makes the record of an item.
    ///
    /// # Errors
    ///
    /// If a field is missing, or does not have the right type.
    fn transform(&self, item: &Value) -> Result<Record, BadItem>;
}
// ANCHOR_END: source

/// Shows a source by its name.
impl fmt::Debug for dyn Source + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name()).finish()
    }
}

/// The repositories of GitHub.
#[derive(Clone, Debug)]
pub struct Github {
    /// The URL of the server, without a trailing slash.
    pub base: String,
}

impl Source for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        fetch_github_repos(client, &self.base).boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        record_of_repository(item)
    }
}

/// The posts of `JSONPlaceholder`.
#[derive(Clone, Debug)]
pub struct Posts {
    /// The URL of the server, without a trailing slash.
    pub base: String,
}

impl Source for Posts {
    fn name(&self) -> &'static str {
        "posts"
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        fetch_posts(client, &self.base).boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        record_of_post(item)
    }
}

/// The users of Random User.
#[derive(Clone, Debug)]
pub struct Users {
    /// The URL of the server, without a trailing slash.
    pub base: String,
}

impl Source for Users {
    fn name(&self) -> &'static str {
        "users"
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        fetch_users(client, &self.base).boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        record_of_user(item)
    }
}
