//! Fails: fetch::what_is_no_request_is_told_apart
//! Says: it does not check whether there was a request at all
//! An invalid URL would be retried again and again if it counted as a failed connection.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    solution::fetch(client, url).await.map_err(|error| match error {
        FetchError::Request(error) => FetchError::Connection(error),
        error => error,
    })
}
