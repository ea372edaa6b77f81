//! Fails: fetch::waits_for_a_body_as_long_as_the_client
//! Says: it sets a timeout of its own
//! The body has a timeout of its own, which is longer than that of most clients.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::timeout;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(sending)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    match timeout(Duration::from_secs(300), response.text()).await {
        Ok(text) => text.map_err(reading),
        Err(_) => Err(FetchError::Timeout),
    }
}

fn sending(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else {
        FetchError::Connection(error)
    }
}

fn reading(error: reqwest::Error) -> FetchError {
    if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) }
}
