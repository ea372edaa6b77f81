//! Fails: fetch::a_body_that_is_no_json_is_an_error
//! Says: called `Result::unwrap()` on an `Err` value
//! It unwraps the body of a response.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/search/repositories?q=language:python&sort=stars&per_page=5");
    fetch_items("github", client, &url, Some("items")).await
}

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    fetch_items("posts", client, &format!("{base}/posts?_limit=5"), None).await
}

pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    fetch_items("users", client, &format!("{base}/api/?results=5"), Some("results")).await
}

async fn fetch_items(
    name: &'static str,
    client: &Client,
    url: &str,
    field: Option<&str>,
) -> Result<Vec<Value>, SourceError> {
    let body = fetch(client, url).await.map_err(|error| SourceError::new(name, error))?;
    let answer: Value = serde_json::from_str(&body).unwrap();
    let list = field.map_or(Some(&answer), |field| answer.get(field));
    list.and_then(Value::as_array).cloned().ok_or_else(|| SourceError::new(name, ErrorKind::NoItems))
}
