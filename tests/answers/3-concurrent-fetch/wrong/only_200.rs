//! Fails: fetch::every_status_of_success_gives_its_body_and_no_other_does
//! Says: it accepts only 200 as success
//! `if response.status == 200`, as in many examples.

pub use solution::*;

use reqwest::{Client, StatusCode};

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let status = response.status();
    if status != StatusCode::OK {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
