//! Fails: fetch::sends_nothing_before_it_is_polled_and_one_request_then
//! Says: it tries again after a failure
//! It tries a second time when the first response is a failure.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/search/repositories?q=language:python&sort=stars&per_page=5");
    fetch_items(client, &url, "/items").await.map_err(|kind| SourceError::new("github", kind))
}

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/posts?_limit=5");
    fetch_items(client, &url, "").await.map_err(|kind| SourceError::new("posts", kind))
}

pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/api/?results=5");
    fetch_items(client, &url, "/results").await.map_err(|kind| SourceError::new("users", kind))
}

async fn fetch_items(client: &Client, url: &str, pointer: &str) -> Result<Vec<Value>, ErrorKind> {
    let body = match fetch(client, url).await {
        Ok(body) => body,
        Err(_) => fetch(client, url).await?,
    };
    let mut answer: Value = serde_json::from_str(&body)?;
    match answer.pointer_mut(pointer).map(Value::take) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(ErrorKind::NoItems),
    }
}
