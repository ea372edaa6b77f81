//! Fails: fetch::no_answer_in_time_is_a_timeout
//! Says: it sets a timeout of its own
//! "No request without a timeout" is right, but the client has one already.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    tokio::time::timeout(Duration::from_secs(10), solution::fetch(client, url))
        .await
        .unwrap_or(Err(FetchError::Timeout))
}
