//! Fails: fetch::gives_the_items_of_each_api_as_they_came
//! Says: the query does not say how many items it wants
//! Without `per_page`, GitHub sends thirty items.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let failed = |kind: ErrorKind| SourceError::new("github", kind);
    let url = format!("{base}/search/repositories?q=language:python&sort=stars");
    let body = fetch(client, &url).await.map_err(|error| failed(error.into()))?;
    let answer: Value = serde_json::from_str(&body).map_err(|error| failed(error.into()))?;
    answer["items"].as_array().cloned().ok_or_else(|| failed(ErrorKind::NoItems))
}
