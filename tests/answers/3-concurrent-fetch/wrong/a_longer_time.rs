//! Fails: fetch::no_answer_in_time_is_a_timeout
//! Says: it has another timeout than that of the given client
//! The timeout of a request overrides that of its client.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).timeout(Duration::from_secs(300)).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
