//! Fails: fetch::half_a_body_is_a_body_error
//! Says: the error is replaced by an empty text
//! `unwrap_or_default()` compiles, and nothing panics.

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
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    Ok(response.text().await.unwrap_or_default())
}
