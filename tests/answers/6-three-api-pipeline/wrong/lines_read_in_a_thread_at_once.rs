//! Fails: lines::reads_the_file_anew_each_time
//! Says: or in a task or thread that begins there
//! It starts the thread that reads the file when `fetch` is called, and only waits for it in the future.

pub use solution::*;

use std::io;
use std::path::PathBuf;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use reqwest::Client;
use serde_json::Value;

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
        let path = self.path.clone();
        let reading = tokio::task::spawn_blocking(move || std::fs::read_to_string(path));
        async move {
            let read = reading.await.map_err(io::Error::other).and_then(|read| read);
            let text =
                read.map_err(|error| SourceError::new(self.name.as_str(), ErrorKind::Outside(Box::new(error))))?;
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
        let data = match data.parse::<i64>() {
            Ok(number) => Data::Number(number),
            Err(_) => Data::Text(data.to_owned()),
        };
        Ok(Record { source: self.name.clone().into(), name: name.to_owned(), data })
    }
}
