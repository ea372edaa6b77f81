//! Fails: fetch_all::sends_all_requests_before_it_waits_for_an_answer
//! Says: each one is awaited before the next one is polled
//! An `.await` in a loop: the same as in turn.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        results.push(fetch(client, url).await);
    }
    results
}
