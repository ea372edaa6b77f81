//! Fails: fetch::waits_as_long_as_the_client
//! Says: a timeout of its own
//! Longer than most clients wait, but not than all of them.

pub use solution::*;

use std::time::Duration;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let fetching = solution::fetch(client, url);
    tokio::time::timeout(Duration::from_secs(600), fetching).await.unwrap_or(Err(FetchError::Timeout))
}
