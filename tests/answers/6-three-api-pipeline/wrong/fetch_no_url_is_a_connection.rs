//! Fails: fetch::a_connection_that_fails_is_told_from_a_body_that_breaks_off
//! Says: it makes the error itself
//! A URL that is none is reported as a failed connection.

pub use solution::*;

use concurrent_fetch::FetchError;
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
    let mut answer: Value = serde_json::from_str(&body_of(client, url).await?)?;
    match answer.pointer_mut(pointer).map(Value::take) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(ErrorKind::NoItems),
    }
}

async fn body_of(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Connection(error),
    })?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: concurrent_fetch::retry_after(response.headers()) });
    }
    response
        .text()
        .await
        .map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) })
}
