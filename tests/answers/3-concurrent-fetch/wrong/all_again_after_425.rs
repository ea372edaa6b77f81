//! Fails: fetch_all::any_status_has_its_result
//! Says: it sends a request again after some statuses
//! "Too early" means that the request should come again, so it does.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    future::join_all(urls.iter().map(async |url| match fetch(client, url).await {
        Err(FetchError::Status { status, .. }) if status.as_u16() == 425 => fetch(client, url).await,
        result => result,
    }))
    .await
}
