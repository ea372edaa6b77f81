//! Fails: lines::reads_the_file_anew_each_time
//! Says: the file is read before the `async` block
//! The code before the `async` block runs at once.

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

    fn fetch<'a>(&'a self, _: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        let read = std::fs::read_to_string(&self.path);
        async move {
            let content = read.map_err(|error| SourceError::new(&self.name, ErrorKind::Outside(error.into())))?;
            Ok(content.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect())
        }
        .boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        self.lines().transform(item)
    }
}
