//! Fails: fetch::waits_ten_seconds_for_an_answer_and_no_longer
//! Says: it reports every failure as `Connection`
//! Every reqwest error is mapped to the same variant.

pub use solution::*;

use concurrent_fetch::FetchError;
use reqwest::{Client, Response};
use serde_json::Value;

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/search/repositories?q=language:python&sort=stars&per_page=5");
    let failed = |error| SourceError::new("github", FetchError::Connection(error));
    let response = client.get(url).send().await.and_then(Response::error_for_status).map_err(failed)?;
    let body = response.text().await.map_err(failed)?;
    let answer: Value = serde_json::from_str(&body).map_err(|error| SourceError::new("github", error))?;
    answer["items"].as_array().cloned().ok_or_else(|| SourceError::new("github", ErrorKind::NoItems))
}
