//! Fails: lines::a_line_is_a_name_and_what_stands_behind_the_comma
//! Says: called `Option::unwrap()` on a `None` value
//! It assumes that each item is a text.

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
        async move { self.lines().fetch(client).await }.boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let line = item.as_str().unwrap();
        self.lines().transform(&Value::from(line))
    }
}
