//! Fails: fetch_all::a_timeout_is_that_of_one_url
//! Says: it sets one timeout of its own, around all fetches
//! One slow URL, and the responses of all others are lost.

pub use solution::*;

use futures::future;
use reqwest::Client;
use std::time::Duration;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let all = future::join_all(urls.iter().map(|url| fetch(client, url)));
    match tokio::time::timeout(Duration::from_secs(30), all).await {
        Ok(results) => results,
        Err(_) => urls.iter().map(|_| Err(FetchError::Timeout)).collect(),
    }
}
