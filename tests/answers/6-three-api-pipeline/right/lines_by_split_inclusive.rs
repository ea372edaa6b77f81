//! Task: lines
//! A blocking task reads the file, and `split_inclusive` makes the lines.

pub use solution::*;

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
            let path = self.path.clone();
            let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(path)).await;
            let content = read.unwrap_or_else(|error| Err(error.into()));
            let content = content.map_err(|error| SourceError::new(&self.name, ErrorKind::Outside(error.into())))?;
            let mut items = Vec::new();
            for line in content.split_inclusive('\n') {
                let line = line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line);
                if line.contains(|letter: char| !letter.is_whitespace()) {
                    items.push(Value::from(line));
                }
            }
            Ok(items)
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
