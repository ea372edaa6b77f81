//! Fails: fetch_all::sends_all_requests_before_it_waits_for_an_answer
//! Says: it sends them in chunks
//! A limit that the contract does not ask for.

pub use solution::*;

use futures::future;
use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for portion in urls.chunks(2) {
        results.extend(future::join_all(portion.iter().map(|url| fetch(client, url))).await);
    }
    results
}
