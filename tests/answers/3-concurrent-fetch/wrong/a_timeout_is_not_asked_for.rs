//! Fails: fetch::no_answer_in_time_is_a_timeout
//! Says: `is_timeout()`
//! Every failure before the response is treated as a failed connection.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
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
