//! Fails: fetch::no_connection_is_a_connection_error
//! Says: they come from two awaits
//! Every failure is mapped to `Body`, wherever it comes from.

pub use solution::*;

use reqwest::Client;

fn converted(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else {
        FetchError::Body(error)
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
