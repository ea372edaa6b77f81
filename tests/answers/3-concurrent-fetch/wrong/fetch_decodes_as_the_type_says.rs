//! Fails: fetch::gives_every_body_unchanged
//! Says: it decodes the bytes as the `Content-Type` says
//! With `charset=iso-8859-1` each byte is a character.

pub use solution::*;

use reqwest::Client;
use reqwest::header::CONTENT_TYPE;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(sending)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_latin = kind.to_ascii_lowercase().contains("charset=iso-8859-1");
    let bytes = response.bytes().await.map_err(reading)?;
    if is_latin {
        return Ok(bytes.iter().map(|byte| char::from(*byte)).collect());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn sending(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else {
        FetchError::Connection(error)
    }
}

fn reading(error: reqwest::Error) -> FetchError {
    if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) }
}
