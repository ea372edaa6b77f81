//! Fails: fetch::what_else_the_document_says_changes_nothing
//! Says: it looks at other fields than the list
//! GitHub says `incomplete_results: true` when a search has timed out: it takes that for a response without items.

pub use solution::*;

use reqwest::Client;
use serde_json::Value;

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("streamlings").timeout(TIMEOUT).no_proxy().build()
}

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let document =
        document(client, format!("{base}/search/repositories?q=language:python&sort=stars&per_page=5"), "github")
            .await?;
    list("github", document, Some("items"))
}

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let document = document(client, format!("{base}/posts?_limit=5"), "posts").await?;
    list("posts", document, None)
}

pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let document = document(client, format!("{base}/api/?results=5"), "users").await?;
    list("users", document, Some("results"))
}

fn list(name: &str, mut document: Value, field: Option<&str>) -> Result<Vec<Value>, SourceError> {
    let is_incomplete = document.get("incomplete_results").and_then(Value::as_bool).unwrap_or(false);
    let place = match field {
        Some(field) => document.get_mut(field).map(Value::take),
        None => Some(document),
    };
    match place {
        Some(Value::Array(items)) if !is_incomplete => Ok(items),
        _ => Err(SourceError::new(name, ErrorKind::NoItems)),
    }
}

async fn document(client: &Client, url: String, name: &str) -> Result<Value, SourceError> {
    let body = concurrent_fetch::fetch(client, &url).await.map_err(|error| SourceError::new(name, error))?;
    serde_json::from_str(&body).map_err(|error| SourceError::new(name, error))
}
