//! Fails: fetch::no_connection_is_a_connection_error
//! Says: it sends more than one request
//! If the server closes the connection without a response, it sends the request once more.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = match client.get(url).send().await {
        Err(error) if error.is_request() && !error.is_timeout() && !error.is_connect() => {
            client.get(url).send().await.map_err(sending)?
        }
        other => other.map_err(sending)?,
    };
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status, retry_after: retry_after(response.headers()) });
    }
    response.text().await.map_err(reading)
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
