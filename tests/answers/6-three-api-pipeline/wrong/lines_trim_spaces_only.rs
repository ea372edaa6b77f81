//! Fails: lines::a_line_is_a_name_and_what_stands_behind_the_comma
//! Says: white space stays around the name or the data
//! It removes spaces, but no other white space.

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
            let read = tokio::fs::read_to_string(&self.path).await;
            let content = read.map_err(|error| SourceError::new(&self.name, ErrorKind::Outside(error.into())))?;
            Ok(content.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect())
        }
        .boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let line = item.as_str().ok_or_else(|| BadItem::mistyped("line", "a text"))?;
        let (name, data) = line.split_once(',').ok_or_else(|| BadItem::missing("data"))?;
        let (name, data) = (name.trim_matches(' '), data.trim_matches(' '));
        if name.is_empty() {
            return Err(BadItem::missing("name"));
        }
        let data = data.parse().map_or_else(|_| Data::Text(data.to_owned()), Data::Number);
        Ok(Record { source: self.name.clone().into(), name: name.to_owned(), data })
    }
}
