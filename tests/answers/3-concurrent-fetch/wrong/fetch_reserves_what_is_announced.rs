//! Fails: fetch::half_a_body_is_a_body_error
//! Says: it reserves as much memory as `Content-Length` says
//! It reserves as many bytes as `Content-Length` announces, which a server may set as it likes: it panics where the body
//! should break off.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let mut response = client.get(url).send().await.map_err(before_the_response)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    let length = response.content_length().unwrap_or(0);
    let mut body: Vec<u8> = Vec::with_capacity(length as usize);
    while let Some(chunk) = response.chunk().await.map_err(in_the_body)? {
        body.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

fn before_the_response(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else if error.is_builder() || error.is_redirect() {
        FetchError::Request(error)
    } else {
        FetchError::Connection(error)
    }
}

fn in_the_body(error: reqwest::Error) -> FetchError {
    if error.is_timeout() { FetchError::Timeout } else { FetchError::Body(error) }
}
