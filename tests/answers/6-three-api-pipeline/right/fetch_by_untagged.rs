//! Task: fetch
//! serde finds the list: an object with a field that may be anything, or the list itself.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

async fn document(client: &Client, url: String) -> Result<Value, ErrorKind> {
    Ok(fetch(client, &url).await?.parse()?)
}

fn field(document: Value, name: &str) -> Result<Vec<Value>, ErrorKind> {
    match document {
        Value::Object(mut fields) => items(fields.remove(name).unwrap_or_default()),
        _ => Err(ErrorKind::NoItems),
    }
}

fn items(list: Value) -> Result<Vec<Value>, ErrorKind> {
    serde_json::from_value(list).map_err(|_| ErrorKind::NoItems)
}

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/search/repositories?per_page=5&sort=stars&q=language:python");
    let document = document(client, url).await;
    document.and_then(|document| field(document, "items")).map_err(|kind| SourceError::new("github", kind))
}

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let document = document(client, format!("{base}/posts?_limit=5")).await;
    document.and_then(items).map_err(|kind| SourceError::new("posts", kind))
}

pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let document = document(client, format!("{base}/api/?results=5")).await;
    document.and_then(|document| field(document, "results")).map_err(|kind| SourceError::new("users", kind))
}
