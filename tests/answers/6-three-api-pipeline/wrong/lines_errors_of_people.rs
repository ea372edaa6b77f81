//! Fails: lines::a_file_that_cannot_be_read_is_an_error_from_outside
//! Says: the code contains a fixed name
//! The errors have a fixed name.

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
        &self.name
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        async move { self.lines().fetch(client).await.map_err(|error| SourceError::new("people", error.kind)) }.boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        self.lines().transform(item)
    }
}
