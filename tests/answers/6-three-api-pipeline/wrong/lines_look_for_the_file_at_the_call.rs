//! Fails: lines::reads_the_file_anew_each_time
//! Says: it looks for the file when `fetch` is called
//! It looks for the file when `fetch` is called, before the first poll.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;
use std::io;
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

    fn fetch<'a>(&'a self, _client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        let found = std::fs::metadata(&self.path);
        async move {
            let failed = |error: io::Error| SourceError::new(self.name.as_str(), ErrorKind::Outside(Box::new(error)));
            found.map_err(failed)?;
            let text = tokio::fs::read_to_string(&self.path).await.map_err(failed)?;
            Ok(text.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect())
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
