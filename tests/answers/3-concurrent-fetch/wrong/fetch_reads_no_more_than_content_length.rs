//! Fails: fetch::gives_the_body
//! Says: it reads as many bytes as `Content-Length` says
//! It reads as many bytes as `content_length` says, and takes a length that is not announced (a chunked body) as 0.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let mut response = client.get(url).send().await.map_err(|error| failed(error, FetchError::Connection))?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    let length = response.content_length().unwrap_or_default();
    let mut body = Vec::new();
    while (body.len() as u64) < length {
        match response.chunk().await.map_err(|error| failed(error, FetchError::Body))? {
            Some(chunk) => body.extend_from_slice(&chunk),
            None => break,
        }
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

fn failed(error: reqwest::Error, other: fn(reqwest::Error) -> FetchError) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else {
        other(error)
    }
}
