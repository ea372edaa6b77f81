//! Fails: fetch_all::waits_as_long_as_the_client
//! Says: a timeout of its own
//! Ten minutes for each URL.

pub use solution::*;

use std::time::Duration;

use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let fetching = urls.iter().map(async |url| {
        tokio::time::timeout(Duration::from_secs(600), fetch(client, url)).await.unwrap_or(Err(FetchError::Timeout))
    });
    futures::future::join_all(fetching).await
}
