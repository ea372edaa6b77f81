//! Fails: fetch::tells_when_to_come_again
//! Says: only for some statuses
//! A 503 has a `Retry-After` more often than a 429.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let status = response.status();
    if !status.is_success() {
        let retry_after = if status == 429 { retry_after(response.headers()) } else { None };
        return Err(FetchError::Status { status, retry_after });
    }
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
