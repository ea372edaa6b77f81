//! Fails: fetch_in_turn::does_not_wait_between_two_requests
//! Says: waits on the clock
//! Polite, but not asked for.

pub use solution::*;

use std::time::Duration;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        results.push(fetch(client, url).await);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    results
}
