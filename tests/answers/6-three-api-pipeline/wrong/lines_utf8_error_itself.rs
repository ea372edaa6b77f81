//! Fails: lines::a_file_that_cannot_be_read_is_an_error_from_outside
//! Says: the error is another one than that of the reader
//! If the file is not UTF-8, the `Outside` error has the `FromUtf8Error`, and no `std::io::Error`.

pub use solution::*;

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
        Box::pin(async move {
            let failed = |error: io::Error| SourceError::new(&self.name, ErrorKind::Outside(Box::new(error)));
            let bytes = tokio::fs::read(&self.path).await.map_err(failed)?;
            let text = String::from_utf8(bytes)
                .map_err(|error| SourceError::new(&self.name, ErrorKind::Outside(Box::new(error))))?;
            Ok(text.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect())
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
