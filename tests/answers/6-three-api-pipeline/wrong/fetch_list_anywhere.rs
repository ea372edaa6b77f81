//! Fails: fetch::json_without_the_list_is_an_error
//! Says: it takes any list that it finds
//! One function for all three looks in all three places.

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

async fn fetch_items(client: &Client, url: &str, _pointer: &str) -> Result<Vec<Value>, ErrorKind> {
    let body = fetch(client, url).await?;
    let answer: Value = serde_json::from_str(&body)?;
    let places = [answer.get("items"), answer.get("results"), Some(&answer)];
    places.into_iter().flatten().find_map(Value::as_array).cloned().ok_or(ErrorKind::NoItems)
}
