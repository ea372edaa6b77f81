//! Fails: fetch::an_answer_without_success_is_a_status_error
//! Says: it does not check the status
//! It uses the body of an error as the list.

pub use solution::*;

use concurrent_fetch::FetchError;
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
    let response =
        client.get(url).send().await.map_err(|error| SourceError::new(name, FetchError::Connection(error)))?;
    let body = response.text().await.map_err(|error| SourceError::new(name, FetchError::Body(error)))?;
    let answer: Value = serde_json::from_str(&body).map_err(|error| SourceError::new(name, error))?;
    let list = field.map_or(Some(&answer), |field| answer.get(field));
    list.and_then(Value::as_array).cloned().ok_or_else(|| SourceError::new(name, ErrorKind::NoItems))
}
