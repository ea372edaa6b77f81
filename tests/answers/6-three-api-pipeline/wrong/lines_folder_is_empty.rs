//! Fails: lines::a_file_that_cannot_be_read_is_an_error_from_outside
//! Says: an error is replaced by an empty list
//! Anything but a missing file is an empty one.

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
            match tokio::fs::read_to_string(&self.path).await {
                Ok(content) => Ok(content.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect()),
                Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => Ok(Vec::new()),
                Err(error) => Err(SourceError::new(&self.name, ErrorKind::Outside(error.into()))),
            }
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
