//! Fails: fetch::half_a_body_is_a_body_error
//! Says: returns the part before it as if it were the whole
//! `while let Ok(Some(..))` ends at an error as it ends at the end.

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
    while let Ok(Some(chunk)) = response.chunk().await {
        body.push_str(&String::from_utf8_lossy(&chunk));
    }
    Ok(body)
}
