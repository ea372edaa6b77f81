//! Fails: fetch::asks_for_five_of_each
//! Says: it replaces the path of `base`
//! `set_path` drops the path that `base` has.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::{Client, Url};
use serde_json::Value;

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = Url::parse(base).map(|mut url| {
        url.set_path("/posts");
        url.set_query(Some("_limit=5"));
        url.to_string()
    });
    let body = fetch(client, &url.unwrap_or_default()).await.map_err(|error| SourceError::new("posts", error))?;
    match serde_json::from_str(&body) {
        Ok(Value::Array(items)) => Ok(items),
        Ok(_) => Err(SourceError::new("posts", ErrorKind::NoItems)),
        Err(error) => Err(SourceError::new("posts", error)),
    }
}
