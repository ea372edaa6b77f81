//! Fails: fetch::every_status_of_success_gives_its_body_and_no_other_does
//! Says: sends more than one request
//! A small retry that nobody asked for.

pub use solution::*;

use reqwest::Client;

pub async fn fetch(client: &Client, url: &str) -> Result<String, FetchError> {
    match solution::fetch(client, url).await {
        Err(FetchError::Status { status, .. }) if status.as_u16() == 503 => solution::fetch(client, url).await,
        result => result,
    }
}
