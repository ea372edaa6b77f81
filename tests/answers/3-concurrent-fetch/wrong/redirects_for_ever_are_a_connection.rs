//! Fails: fetch::what_is_no_request_is_told_apart
//! Says: `is_builder()` and `is_redirect()`
//! It recognizes an invalid URL, but not a redirect loop.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    solution::fetch(client, url).await.map_err(|error| match error {
        FetchError::Request(error) if !error.is_builder() => FetchError::Connection(error),
        error => error,
    })
}
