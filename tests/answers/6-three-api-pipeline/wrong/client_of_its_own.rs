//! Fails: fetch::asks_for_five_of_each
//! Says: it makes a client for each request
//! It does not use the given client.

pub use solution::*;

use concurrent_fetch::FetchError;
use reqwest::Client;
use serde_json::Value;

pub async fn fetch_posts(_: &Client, base: &str) -> Result<Vec<Value>, SourceError> {
    let client = client().map_err(|error| SourceError::new("posts", FetchError::Request(error)))?;
    solution::fetch_posts(&client, base).await
}
