//! Fails: fetch::every_status_of_success_gives_its_body_and_no_other_does
//! Says: reads the body of an error
//! For the log, and only for the status that comes most often.

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
        if status.as_u16() == 404 {
            let _ = response.text().await;
        }
        return Err(FetchError::Status { status, retry_after });
    }
    response.text().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error => FetchError::Body(error),
    })
}
