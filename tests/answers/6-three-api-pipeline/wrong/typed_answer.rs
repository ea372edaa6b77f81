//! Fails: fetch::json_without_the_list_is_an_error
//! Says: it parses the body into a type that does not fit
//! Serde parses the list at once, and reports everything else as invalid JSON.

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
    let not_json = |error| SourceError::new(name, ErrorKind::NotJson(error));
    match field {
        None => serde_json::from_str(&body).map_err(not_json),
        Some(field) => {
            let mut answer: std::collections::HashMap<String, Value> = serde_json::from_str(&body).map_err(not_json)?;
            match answer.remove(field) {
                Some(Value::Array(items)) => Ok(items),
                _ => Err(SourceError::new(name, ErrorKind::NoItems)),
            }
        }
    }
}
