//! Fails: fetch_all::sends_all_requests_before_it_waits_for_an_answer
//! Says: a future that is only made does nothing
//! In JavaScript the promises would run by now.

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
