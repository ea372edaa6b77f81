//! Fails: fetch::the_ten_seconds_are_those_of_the_whole_answer
//! Says: starts again with the body
//! Ten seconds for the head of the response, and ten more for its body.

pub use solution::*;

use concurrent_fetch::FetchError;
use reqwest::Client;
use serde_json::Value;
use tokio::time::timeout;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("me").no_proxy().build()
}

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
    let sending = timeout(TIMEOUT, client.get(url).send()).await.map_err(|_| FetchError::Timeout)?;
    let response = sending.map_err(FetchError::Connection)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: None });
    }
    let reading = timeout(TIMEOUT, response.text()).await.map_err(|_| FetchError::Timeout)?;
    reading.map_err(FetchError::Body)
}
