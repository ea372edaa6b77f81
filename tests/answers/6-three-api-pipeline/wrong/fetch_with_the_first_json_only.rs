//! Fails: fetch::a_body_that_is_no_json_is_an_error
//! Says: NotJson
//! It parses the first document of the body, and ignores white space and zeros after it.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

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
    let mut body: Value = serde_json::from_str(body.trim_end_matches(['\0', ';', '\n']))
        .map_err(|error| SourceError::new(name, error))?;
    let list = if let Some(field) = field { body.get_mut(field) } else { Some(&mut body) };
    match list.map(Value::take) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(SourceError::new(name, ErrorKind::NoItems)),
    }
}
