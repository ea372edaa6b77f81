//! Fails: fetch_all::sends_all_requests_before_it_waits_for_an_answer
//! Says: it awaits each future before it polls the next one
//! An `.await` in a loop: the requests are sequential.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        results.push(fetch(client, url).await);
    }
    results
}
