//! Fails: fetch::tells_when_to_come_again
//! Says: it does not pass the headers of the response to `retry_after`
//! `error_for_status` keeps the status, but not the headers.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let get = async || {
        let response = client.get(url).send().await?.error_for_status()?;
        Ok(response.text().await)
    };
    let body = get().await.map_err(|error: reqwest::Error| match error.status() {
        Some(status) => FetchError::Status { status, retry_after: None },
        None if error.is_timeout() => FetchError::Timeout,
        None if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        None => FetchError::Connection(error),
    })?;
    body.map_err(|error| if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) })
}
