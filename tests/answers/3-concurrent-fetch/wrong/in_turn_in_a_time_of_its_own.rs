//! Fails: fetch_in_turn::waits_as_long_as_the_client
//! Says: a timeout of its own
//! Ten minutes for each URL.

pub use solution::*;

use std::time::Duration;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        let result = tokio::time::timeout(Duration::from_secs(600), fetch(client, url))
            .await
            .unwrap_or(Err(FetchError::Timeout));
        results.push(result);
    }
    results
}
