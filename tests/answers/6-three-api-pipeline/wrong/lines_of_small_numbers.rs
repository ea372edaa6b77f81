//! Fails: lines::a_line_is_a_name_and_what_stands_behind_the_comma
//! Says: a type that is unable to hold it
//! `i32`, which ends at about two thousand million.

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

impl Lines {
    fn lines(&self) -> solution::Lines {
        solution::Lines { name: self.name.clone(), path: self.path.clone() }
    }
}

impl Source for Lines {
    fn name(&self) -> &str {
        &self.name
    }

    fn fetch<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Vec<Value>, SourceError>> {
        async move { self.lines().fetch(client).await }.boxed()
    }

    fn transform(&self, item: &Value) -> Result<Record, BadItem> {
        let record = self.lines().transform(item)?;
        let data = match record.data {
            Data::Number(number) if i32::try_from(number).is_err() => Data::Text(number.to_string()),
            data => data,
        };
        Ok(Record { data, ..record })
    }
}
