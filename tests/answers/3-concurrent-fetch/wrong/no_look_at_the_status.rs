//! Fails: fetch::an_answer_without_success_is_a_status_error
//! Says: it does not check the status
//! As in `aiohttp`, a 404 is not an error until you ask.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
