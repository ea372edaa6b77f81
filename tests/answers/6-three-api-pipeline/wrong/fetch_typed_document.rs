//! Fails: fetch::a_body_that_is_no_json_is_an_error
//! Says: it looks for the list before it knows
//! It parses the body into a struct, and takes every data error for `NoItems`: serde reports the missing or wrong field
//! before it has seen whether the rest of the body is JSON.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[derive(Deserialize)]
struct Repositories {
    items: Vec<Value>,
}

#[derive(Deserialize)]
struct People {
    results: Vec<Value>,
}

pub fn client() -> reqwest::Result<Client> {
    Client::builder().user_agent("streamlings").timeout(TIMEOUT).no_proxy().build()
}

pub async fn fetch_github_repos(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/search/repositories?q=language:python&sort=stars&per_page=5");
    let found: Repositories = fetch_typed(client, &url, "github").await?;
    Ok(found.items)
}

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    fetch_typed(client, &format!("{base}/posts?_limit=5"), "posts").await
}

pub async fn fetch_users(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let found: People = fetch_typed(client, &format!("{base}/api/?results=5"), "users").await?;
    Ok(found.results)
}

async fn fetch_typed<T: DeserializeOwned>(client: &Client, url: &str, name: &str) -> Result<T, SourceError> {
    let body = fetch(client, url).await.map_err(|error| SourceError::new(name, error))?;
    serde_json::from_str::<T>(&body).map_err(|error| {
        if error.is_data() { SourceError::new(name, ErrorKind::NoItems) } else { SourceError::new(name, error) }
    })
}
