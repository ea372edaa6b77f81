//! Fails: fetch::looks_at_the_status_before_the_body
//! Says: it reads the body before it checks the status
//! `text()` consumes the response, so it keeps the status, and checks it too late.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let (status, retry_after) = (response.status(), retry_after(response.headers()));
    let body = response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })?;
    if status.is_success() { Ok(body) } else { Err(FetchError::Status { status, retry_after }) }
}
