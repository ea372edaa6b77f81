//! Fails: lines::is_called_as_it_was_named
//! Says: a name stands in the code
//! The name of the one file that the author had.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub struct Lines {
    pub name: String,
    pub path: PathBuf,
}

impl Lines {
    fn lines(&self) -> solution::Lines {
        solution::Lines { name: self.name.clone(), path: self.path.clone() }
    }
}

impl Source for Lines {
    fn name(&self) -> &str {
        "people"
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        async move { self.lines().fetch(client).await }.boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        self.lines().transform(item)
    }
}
