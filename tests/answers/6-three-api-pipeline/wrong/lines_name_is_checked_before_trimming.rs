//! Fails: lines::a_line_is_a_name_and_what_stands_behind_the_comma
//! Says: before it removes the white space
//! A name of white space is not seen to be missing.

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
        async move {
            let text: io::Result<String> = tokio::fs::read_to_string(&self.path).await;
            let text = text.map_err(|error: io::Error| {
                SourceError::new(self.name.as_str(), ErrorKind::Outside(Box::new(error)))
            })?;
            Ok(text.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect())
        }
        .boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let line = item.as_str().ok_or_else(|| BadItem::mistyped("line", "a text"))?;
        let (name, data) = line.split_once(',').ok_or_else(|| BadItem::missing("data"))?;
        let is_empty = name.is_empty();
        let (name, data) = (name.trim(), data.trim());
        if is_empty {
            return Err(BadItem::missing("name"));
        }
        let data = data.parse().map_or_else(|_| Data::Text(data.to_owned()), Data::Number);
        Ok(Record { source: self.name.clone().into(), name: name.to_owned(), data })
    }
}
