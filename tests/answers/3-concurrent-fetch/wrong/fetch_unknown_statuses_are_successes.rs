//! Fails: fetch::every_status_of_success_gives_its_body_and_no_other_does
//! Says: or takes 600 for a success
//! It asks for each class of failures, and a status may belong to none.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    let response = client.get(url).send().await.map_err(sending)?;
    let status = response.status();
    if status.is_redirection() || status.is_client_error() || status.is_server_error() {
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
