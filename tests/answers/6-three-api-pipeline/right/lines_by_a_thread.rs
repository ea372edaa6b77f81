//! Task: lines
//! A thread of its own reads the file, and a channel brings the content.

pub use solution::*;

use futures::channel::oneshot;
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
        Box::pin(async {
            let (sender, content) = oneshot::channel();
            let path = self.path.clone();
            std::thread::spawn(move || sender.send(std::fs::read_to_string(path)));
            let content = content.await.unwrap_or_else(|_| Err(std::io::Error::other("the thread has panicked")));
            let content = content.map_err(|error| SourceError::new(&self.name, ErrorKind::Outside(error.into())))?;
            let lines = content.split_inclusive('\n').map(|line| {
                let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
                Value::from(line)
            });
            Ok(lines.filter(|line| line.as_str().is_some_and(|line| !line.trim().is_empty())).collect())
        })
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let Some(line) = item.as_str() else { return Err(BadItem::mistyped("line", "a text")) };
        let mut parts = line.splitn(2, ',').map(str::trim);
        let (name, data) = (parts.next().unwrap_or_default(), parts.next().ok_or_else(|| BadItem::missing("data"))?);
        if name.is_empty() {
            return Err(BadItem::missing("name"));
        }
        let data = data.parse().map_or_else(|_| Data::Text(data.into()), Data::Number);
        Ok(Record { source: self.name.clone().into(), name: name.into(), data })
    }
}
