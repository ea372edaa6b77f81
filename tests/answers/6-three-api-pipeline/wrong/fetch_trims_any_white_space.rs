//! Fails: fetch::a_body_that_is_no_json_is_an_error
//! Says: it removes white space that JSON does not have
//! `str::trim` removes all white space of Unicode, and JSON has four kinds of it.

pub use solution::*;

use concurrent_fetch::fetch;
use reqwest::Client;
use serde_json::Value;

pub async fn fetch_posts(client: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let url = format!("{base}/posts?_limit=5");
    let body = fetch(client, &url).await.map_err(|error| SourceError::new("posts", error))?;
    match serde_json::from_str(body.trim()).map_err(|error| SourceError::new("posts", error))? {
        Value::Array(items) => Ok(items),
        _ => Err(SourceError::new("posts", ErrorKind::NoItems)),
    }
}
