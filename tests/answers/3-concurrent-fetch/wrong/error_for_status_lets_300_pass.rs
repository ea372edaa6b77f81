//! Fails: fetch::every_status_of_success_gives_its_body_and_no_other_does
//! Says: it treats only 4xx and 5xx as failures
//! `error_for_status` reports client errors and server errors, and nothing else.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let retry_after = retry_after(response.headers());
    let response = response.error_for_status().map_err(|error| FetchError::Status {
        status: error.status().expect("it is the error of a status"),
        retry_after,
    })?;
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
