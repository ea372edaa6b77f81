//! Task: fetch
//! Without chapter 3: `send`, the status, `bytes`.

pub use solution::*;

use concurrent_fetch::FetchError;
use reqwest::Client;
use serde_json::Value;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent(concat!("me/", env!("CARGO_PKG_VERSION"))).timeout(TIMEOUT).no_proxy().build()
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
    let failed = |error: reqwest::Error, otherwise: fn(reqwest::Error) -> FetchError| {
        let error = match error {
            error if error.is_timeout() => FetchError::Timeout,
            error if error.is_builder() => FetchError::Request(error),
            error => otherwise(error),
        };
        SourceError::new(name, error)
    };
    let response = client.get(url).send().await.map_err(|error| failed(error, FetchError::Connection))?;
    let status = response.status();
    if !status.is_success() {
        let retry_after = concurrent_fetch::retry_after(response.headers());
        return Err(SourceError::new(name, FetchError::Status { status, retry_after }));
    }
    let body = response.bytes().await.map_err(|error| failed(error, FetchError::Body))?;
    let answer: Value = serde_json::from_slice(&body).map_err(|error| SourceError::new(name, error))?;
    let list = match field {
        Some(field) => answer.get(field),
        None => Some(&answer),
    };
    list.and_then(Value::as_array).cloned().ok_or_else(|| SourceError::new(name, ErrorKind::NoItems))
}
