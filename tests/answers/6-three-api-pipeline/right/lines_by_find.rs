//! Task: lines
//! It reads bytes, converts them to text, and finds the comma by hand.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;
use std::io::Error;
use std::io::ErrorKind::InvalidData;
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
        let fetching = async {
            let bytes = tokio::fs::read(&self.path).await?;
            let content = String::from_utf8(bytes).map_err(|error| Error::new(InvalidData, error))?;
            let mut items = Vec::new();
            for line in content.lines() {
                if line.chars().any(|letter| !letter.is_whitespace()) {
                    items.push(Value::String(line.to_owned()));
                }
            }
            Ok(items)
        };
        let failed = |error: Error| SourceError::new(self.name.clone(), ErrorKind::Outside(error.into()));
        fetching.map(move |items| items.map_err(failed)).boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let Value::String(line) = item else { return Err(BadItem::mistyped("line", "a text")) };
        let Some(comma) = line.find(',') else { return Err(BadItem::missing("data")) };
        let (name, data) = (line[..comma].trim().to_owned(), line[comma + 1..].trim());
        if name.is_empty() {
            return Err(BadItem::missing("name"));
        }
        let data = match data.parse::<i64>() {
            Ok(number) => Data::Number(number),
            Err(_) => Data::Text(data.into()),
        };
        Ok(Record { source: self.name.clone().into(), name, data })
    }
}
