//! Fails: fetch::gives_the_items_of_each_api_as_they_came
//! Says: it returned 100 items
//! It fetches all posts, without a limit.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let body = fetch(client, &format!("{base}/posts")).await.map_err(|error| SourceError::new("posts", error))?;
    match serde_json::from_str(&body) {
        Ok(Value::Array(items)) => Ok(items),
        Ok(_) => Err(SourceError::new("posts", ErrorKind::NoItems)),
        Err(error) => Err(SourceError::new("posts", error)),
    }
}
