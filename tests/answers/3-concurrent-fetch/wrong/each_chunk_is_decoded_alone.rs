//! Fails: fetch::gives_every_body_unchanged
//! Says: each chunk
//! A letter of two bytes may come in two chunks.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let mut response = client.get(url).send().await.map_err(|error| match error {
        error if error.is_timeout() => FetchError::Timeout,
        error if error.is_builder() || error.is_redirect() => FetchError::Request(error),
        error => FetchError::Connection(error),
    })?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    let mut body = String::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.push_str(&String::from_utf8_lossy(&chunk)),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => return Err(FetchError::Timeout),
            Err(error) => return Err(FetchError::Body(error)),
        }
    }
}
