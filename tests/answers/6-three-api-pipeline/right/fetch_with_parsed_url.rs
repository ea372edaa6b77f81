//! Task: fetch
//! It builds the URL with `Url`, which writes the colon as `%3A`, and takes the response apart by hand.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::{Client, Url};
use serde_json::Value;

pub fn client() -> reqwest::Result<Client> {
    concurrent_fetch::client(std::time::Duration::from_millis(10_000))
}

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let parameters = [("per_page", "5"), ("sort", "stars"), ("q", "language:python")];
    let answer = answer(client, base, "/search/repositories", &parameters).await;
    answer.and_then(|answer| list(&answer["items"])).map_err(|kind| SourceError::new("github", kind))
}

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let answer = answer(client, base, "/posts", &[("_limit", "5")]).await;
    answer.and_then(|answer| list(&answer)).map_err(|kind| SourceError::new("posts", kind))
}

pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let answer = answer(client, base, "/api/", &[("results", "5")]).await;
    answer.and_then(|answer| list(&answer["results"])).map_err(|kind| SourceError::new("users", kind))
}

async fn answer(client: &Client, base: &str, path: &str, parameters: &[(&str, &str)]) -> Result<Value, ErrorKind> {
    let url = Url::parse_with_params(&format!("{base}{path}"), parameters);
    // `fetch` returns the error of a text that is no URL.
    let url = url.map_or_else(|_| base.to_owned(), String::from);
    Ok(serde_json::from_str(&fetch(client, &url).await?)?)
}

fn list(value: &Value) -> Result<Vec<Value>, ErrorKind> {
    value.as_array().cloned().ok_or(ErrorKind::NoItems)
}
