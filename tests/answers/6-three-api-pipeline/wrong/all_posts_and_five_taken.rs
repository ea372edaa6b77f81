//! Fails: fetch::asks_for_five_of_each
//! Says: it requested /posts?
//! It fetches all posts, and takes five of them.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let body = fetch(client, &format!("{base}/posts")).await.map_err(|error| SourceError::new("posts", error))?;
    match serde_json::from_str(&body) {
        Ok(Value::Array(items)) => Ok(items.into_iter().take(5).collect()),
        Ok(_) => Err(SourceError::new("posts", ErrorKind::NoItems)),
        Err(error) => Err(SourceError::new("posts", error)),
    }
}
