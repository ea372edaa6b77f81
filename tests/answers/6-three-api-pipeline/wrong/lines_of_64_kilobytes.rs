//! Fails: lines::its_items_are_the_lines_that_are_not_blank
//! Says: it does not read the whole file
//! One read of a buffer of 64 KiB.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;
use std::fs::File;
use std::io::{Error, ErrorKind as ErrorKindOfIo, Read as _};
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
            let failed = |error: std::io::Error| SourceError::new(&self.name, ErrorKind::Outside(error.into()));
            let path = self.path.clone();
            let reading = tokio::task::spawn_blocking(move || {
                let mut buffer = vec![0; 64 * 1024];
                let read = File::open(path)?.read(&mut buffer)?;
                buffer.truncate(read);
                Ok(buffer)
            });
            let bytes = reading.await.unwrap_or_else(|error| Err(error.into())).map_err(failed)?;
            let content =
                String::from_utf8(bytes).map_err(|error| failed(Error::new(ErrorKindOfIo::InvalidData, error)))?;
            Ok(content.lines().filter(|line| !line.trim().is_empty()).map(Value::from).collect())
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
