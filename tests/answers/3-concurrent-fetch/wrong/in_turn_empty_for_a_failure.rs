//! Fails: fetch_in_turn::gives_one_result_for_each_url_in_their_order
//! Says: replaced by an empty text
//! `unwrap_or_default()` makes a body of every failure.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        results.push(Ok(fetch(client, url).await.unwrap_or_default()));
    }
    results
}
