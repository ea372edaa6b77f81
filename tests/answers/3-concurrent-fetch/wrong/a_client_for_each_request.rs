//! Fails: fetch::uses_the_client_that_it_is_given
//! Says: it makes a client of its own, without the configuration of the given one
//! `reqwest::get`, like `requests.get` in Python.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(_client: &Client, url: &str) -> Result<String, FetchError> {
    let response = reqwest::get(url).await.map_err(|error| match error {
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
