//! Task: fetch
//! The client keeps no idle connections, and speaks HTTP/1.1 only.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

pub fn client() -> reqwest::Result<Client> {
    let agent = reqwest::header::HeaderValue::from_static("course (chapter 6)");
    let headers = reqwest::header::HeaderMap::from_iter([(reqwest::header::USER_AGENT, agent)]);
    Client::builder()
        .default_headers(headers)
        .timeout(TIMEOUT)
        .pool_max_idle_per_host(0)
        .http1_only()
        .no_proxy()
        .build()
}

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    list("github", client, format!("{base}/search/repositories?q=language:python&sort=stars&per_page=5"), Some("items"))
        .await
}

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    list("posts", client, format!("{base}/posts?_limit=5"), None).await
}

pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    list("users", client, format!("{base}/api/?results=5"), Some("results")).await
}

async fn list(name: &str, client: &Client, url: String, field: Option<&str>) -> Result<Vec<Value>, SourceError> {
    let body = fetch(client, &url).await.map_err(|error| SourceError::new(name, error))?;
    let mut body: Value = serde_json::from_str(&body).map_err(|error| SourceError::new(name, error))?;
    let list = if let Some(field) = field { body.get_mut(field) } else { Some(&mut body) };
    match list.map(Value::take) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(SourceError::new(name, ErrorKind::NoItems)),
    }
}
