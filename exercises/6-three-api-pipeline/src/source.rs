//! What a source is, and the three that come with the chapter.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;

use crate::given::{BadItem, SourceError};
use crate::record::Record;
use crate::{fetch_github_repos, fetch_posts, fetch_users, record_of_post, record_of_repository, record_of_user};

/// Where records come from. A new source is a new type that implements this, and nothing else changes.
///
/// The pipeline keeps sources of different types in one list, as `Box<dyn Source>`. For that each method must have one
/// form for all of them, and an `async fn` has not: its future is of a type of its own. So [`fetch`](Source::fetch) gives
/// its future in a box.
// ANCHOR: source
pub trait Source: Send + Sync {
    /// What it is called, also in its records and errors.
    fn name(&self) -> &str;

    /// Fetches all items, in their order. Nothing happens before the first poll, and dropped, it is given up.
    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>>;

    /// Makes a record of an item.
    ///
    /// # Errors
    ///
    /// The item lacks something, or it is not what it should be.
    fn transform(&self, item: &Value) -> Result<Record, BadItem>;
}
// ANCHOR_END: source

/// Repositories of GitHub.
#[derive(Clone, Debug)]
pub struct Github {
    /// The address of its server, without a slash at the end.
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

/// Posts of `JSONPlaceholder`.
#[derive(Clone, Debug)]
pub struct Posts {
    /// The address of its server, without a slash at the end.
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

/// Users of Random User.
#[derive(Clone, Debug)]
pub struct Users {
    /// The address of its server, without a slash at the end.
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
