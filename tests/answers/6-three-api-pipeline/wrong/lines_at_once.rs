//! Fails: lines::does_not_block_the_thread_while_it_reads
//! Says: where `std::fs` would wait for the file
//! The standard library reads on the thread that polls, and everything else waits.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::{BoxFuture, lazy};
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
        lazy(|_| match std::fs::read_to_string(&self.path) {
            Ok(content) => {
                let lines = content.split('\n').map(|line| line.trim_end_matches('\r'));
                Ok(lines.filter(|line| !line.trim().is_empty()).map(Value::from).collect())
            }
            Err(error) => Err(SourceError::new(self.name.as_str(), ErrorKind::Outside(Box::new(error)))),
        })
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
