//! Fails: lines::the_file_may_have_any_name_and_be_read_by_many_at_once
//! Says: a path may have any bytes
//! It makes a text of the path, and not every path is one.

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

impl Source for Lines {
    fn name(&self) -> &str {
        &self.name
    }

    fn fetch<'a>(&'a self, _: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        async {
            let read = tokio::fs::read_to_string(&*self.path.to_string_lossy()).await;
            let content = read.map_err(|error| SourceError::new(&self.name, ErrorKind::Outside(error.into())))?;
            Ok(content.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect())
        }
        .boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let lines = solution::Lines { name: self.name.clone(), path: self.path.clone() };
        lines.transform(item)
    }
}
