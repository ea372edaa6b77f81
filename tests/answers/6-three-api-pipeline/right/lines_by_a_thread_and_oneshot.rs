//! Task: lines
//! A thread of its own reads the file, and sends the text through a channel.

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
            let text: io::Result<String> = {
                let (sender, receiver) = tokio::sync::oneshot::channel();
                let path = self.path.clone();
                std::thread::spawn(move || sender.send(std::fs::read(path)));
                let bytes = receiver.await.unwrap_or_else(|_| Err(io::Error::other("the thread has ended")));
                bytes.and_then(|bytes| {
                    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
                })
            };
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

        let (name, data) = (name.trim(), data.trim());
        if name.is_empty() {
            return Err(BadItem::missing("name"));
        }
        let data = data.parse().map_or_else(|_| Data::Text(data.to_owned()), Data::Number);
        Ok(Record { source: self.name.clone().into(), name: name.to_owned(), data })
    }
}
