//! Fails: lines::reads_the_file_anew_each_time
//! Says: it opens the file when `fetch` is called
//! The file is opened before the `async` block, if it is there.

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
        let file =
            std::fs::metadata(&self.path).is_ok_and(|file| file.is_file()).then(|| std::fs::File::open(&self.path));
        async move {
            let content = match file {
                Some(Ok(file)) => {
                    let reading = tokio::task::spawn_blocking(move || std::io::read_to_string(file));
                    reading.await.expect("it does not panic")
                }
                _ => tokio::fs::read_to_string(&self.path).await,
            };
            let content =
                content.map_err(|error| SourceError::new(self.name.as_str(), ErrorKind::Outside(error.into())))?;
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
