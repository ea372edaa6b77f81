//! Fails: fetch::gives_the_items_of_each_api_as_they_came
//! Says: its last digits are lost
//! A number that no `i64` holds goes through an `f64`.

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

async fn fetch_items(client: &Client, url: &str, pointer: &str) -> Result<Vec<Value>, ErrorKind> {
    let body = fetch(client, url).await?;
    let mut answer: Value = serde_json::from_str(&body)?;
    match answer.pointer_mut(pointer).map(Value::take) {
        Some(Value::Array(items)) => Ok(items.iter().map(rounded).collect()),
        _ => Err(ErrorKind::NoItems),
    }
}

/// Makes an `f64` of each number that is too large for an `i64`.
fn rounded(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_u64() && !number.is_i64() => {
            number.as_f64().map_or(Value::Null, Value::from)
        }
        Value::Array(items) => items.iter().map(rounded).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), rounded(value))).collect(),
        other => other.clone(),
    }
}
