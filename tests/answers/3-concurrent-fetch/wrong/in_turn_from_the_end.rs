//! Fails: fetch_in_turn::gives_one_result_for_each_url_in_their_order
//! Says: from the last one to the first one
//! A `Vec` as a work list: `pop` takes the last element.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut left = urls.to_vec();
    let mut results = Vec::new();
    while let Some(url) = left.pop() {
        results.push(fetch(client, &url).await);
    }
    results
}
