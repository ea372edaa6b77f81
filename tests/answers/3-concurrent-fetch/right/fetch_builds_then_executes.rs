//! Task: fetch
//! It finds an invalid request before it sends anything.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let request = client.get(url).build().map_err(FetchError::Request)?;
    let response = match client.execute(request).await {
        Ok(response) => response,
        Err(error) if error.is_builder() || error.is_redirect() => return Err(FetchError::Request(error)),
        Err(error) => return Err(late_or(FetchError::Connection, error)),
    };
    match response.status() {
        status if (200..300).contains(&status.as_u16()) => {
            response.text().await.map_err(|error| late_or(FetchError::Body, error))
        }
        status => Err(FetchError::Status { retry_after: retry_after(response.headers()), status }),
    }
}

fn late_or(other: fn(reqwest::Error) -> FetchError, error: reqwest::Error) -> FetchError {
    if error.is_timeout() { FetchError::Timeout } else { other(error) }
}
