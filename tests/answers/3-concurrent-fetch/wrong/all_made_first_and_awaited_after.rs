//! Fails: fetch_all::sends_all_requests_before_it_waits_for_an_answer
//! Says: making a future does not start it
//! In JavaScript the promises would already be running.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let made: Vec<_> = urls.iter().map(|url| fetch(client, url)).collect();
    let mut results = Vec::new();
    for fetching in made {
        results.push(fetching.await);
    }
    results
}
