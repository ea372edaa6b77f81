//! Fails: lines::is_called_as_it_was_named
//! Says: the code contains a fixed name
//! The source has a fixed name.

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
