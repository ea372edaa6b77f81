//! Fails: fetch::tells_when_to_come_again
//! Says: it reads the header itself
//! Of two headers the last one counts, it thinks.

pub use solution::*;

use reqwest::Client;
use reqwest::header::{HeaderMap, RETRY_AFTER};

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let status = response.status();
    if !status.is_success() {
        let mut last = HeaderMap::new();
        if let Some(value) = response.headers().get_all(RETRY_AFTER).iter().next_back() {
            last.insert(RETRY_AFTER, value.clone());
        }
        return Err(FetchError::Status { status, retry_after: retry_after(&last) });
    }
    response
        .text()
        .await
        .map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) })
}
