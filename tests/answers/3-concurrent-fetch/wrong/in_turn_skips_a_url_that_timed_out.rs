//! Fails: fetch_in_turn::fetches_a_url_again_that_has_timed_out
//! Says: timed out once is not fetched again
//! A URL that has timed out is not fetched a second time.

pub use solution::*;

use reqwest::Client;
use std::collections::HashSet;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let (mut results, mut dead) = (Vec::new(), HashSet::new());
    for url in urls {
        if dead.contains(url) {
            results.push(Err(FetchError::Timeout));
            continue;
        }
        let result = fetch(client, url).await;
        if matches!(result, Err(FetchError::Timeout)) {
            dead.insert(url);
        }
        results.push(result);
    }
    results
}
