//! Fails: fetch::looks_at_the_status_before_the_body
//! Says: it reads the body of an error
//! "The connection can be reused only if the body is read", but this body never ends.

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
        let retry_after = retry_after(response.headers());
        let _ = response.bytes().await;
        return Err(FetchError::Status { status, retry_after });
    }
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
