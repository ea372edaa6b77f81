//! Fails: fetch::json_without_the_list_is_an_error
//! Says: the missing list is replaced by an empty one
//! It treats a body without the list as an empty list.

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
    let answer: Value = serde_json::from_str(&body).map_err(|error| SourceError::new(name, error))?;
    let list = field.map_or(Some(&answer), |field| answer.get(field));
    Ok(list.and_then(Value::as_array).cloned().unwrap_or_default())
}
