//! Task: lines
//! `spawn_blocking` with the standard library; it reads the lines one by one.

pub use solution::*;

use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
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
        Box::pin(async move {
            let path = self.path.clone();
            let failed = |error: std::io::Error| SourceError::new(&self.name, ErrorKind::Outside(Box::new(error)));
            let read = tokio::task::spawn_blocking(move || {
                let lines = BufReader::new(File::open(path)?).lines();
                lines.collect::<Result<Vec<String>, _>>()
            });
            let lines = read.await.unwrap_or_else(|error| Err(error.into())).map_err(failed)?;
            Ok(lines.into_iter().filter(|line| !line.trim().is_empty()).map(Value::String).collect())
        })
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
