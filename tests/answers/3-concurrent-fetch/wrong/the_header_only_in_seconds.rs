//! Fails: fetch::tells_when_to_come_again
//! Says: it reads the header itself
//! The other form of the header is a date.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let status = response.status();
    if !status.is_success() {
        let value = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        return Err(FetchError::Status { status, retry_after: value.map(Duration::from_secs) });
    }
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
