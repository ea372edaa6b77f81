//! Task: fetch
//! Each request has a timeout and a `User-Agent`; the client has neither.

pub use solution::*;

use concurrent_fetch::{FetchError, retry_after};
use reqwest::{Client, header::USER_AGENT};
use serde_json::Value;
use tokio::time::timeout;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().no_proxy().build()
}

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
    let fetching = async {
        let request = client.get(url).header(USER_AGENT, "me").send();
        let response = request.await.map_err(|error| match error {
            error if error.is_builder() => FetchError::Request(error),
            error => FetchError::Connection(error),
        })?;
        let status = response.status();
        if !(200..300).contains(&status.as_u16()) {
            return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
        }
        response.text().await.map_err(FetchError::Body)
    };
    let body = timeout(TIMEOUT, fetching).await.unwrap_or(Err(FetchError::Timeout));
    let body = body.map_err(|error| SourceError::new(name, error))?;
    let answer: Value = serde_json::from_str(&body).map_err(|error| SourceError::new(name, error))?;
    match (answer, field) {
        (Value::Array(items), None) => Ok(items),
        (Value::Object(mut fields), Some(field)) => match fields.remove(field) {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(SourceError::new(name, ErrorKind::NoItems)),
        },
        _ => Err(SourceError::new(name, ErrorKind::NoItems)),
    }
}
