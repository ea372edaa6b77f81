//! Task: fetch
//! It reads the body in chunks, and checks the status before.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let mut response = client.get(url).send().await.map_err(|error| {
        if error.is_timeout() {
            FetchError::Timeout
        } else if error.is_builder() || error.is_redirect() {
            FetchError::Request(error)
        } else {
            FetchError::Connection(error)
        }
    })?;
    if response.error_for_status_ref().is_err() || !response.status().is_success() {
        return Err(FetchError::Status { status: response.status(), retry_after: retry_after(response.headers()) });
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(String::from_utf8_lossy(&body).into_owned()),
            Err(error) if error.is_timeout() => return Err(FetchError::Timeout),
            Err(error) => return Err(FetchError::Body(error)),
        }
    }
}
