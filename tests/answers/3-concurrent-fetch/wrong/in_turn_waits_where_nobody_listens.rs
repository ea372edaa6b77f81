//! Fails: fetch_in_turn::waits_for_nothing_whatever_has_come
//! Says: it waits on the clock after a result
//! After a failed connection it gives the server some time.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        let result = fetch(client, url).await;
        if matches!(result, Err(FetchError::Connection(_))) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        results.push(result);
    }
    results
}
