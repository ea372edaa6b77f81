//! Fails: fetch::half_a_body_is_a_body_error
//! Says: they come from two awaits
//! One conversion for each `?` loses the place where the error came from.

pub use solution::*;

use reqwest::Client;

fn converted(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else {
        FetchError::Connection(error)
    }
}

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(converted)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    response.text().await.map_err(converted)
}
