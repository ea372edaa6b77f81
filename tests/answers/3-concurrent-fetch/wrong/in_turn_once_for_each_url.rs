//! Fails: fetch_in_turn::fetches_a_url_again_that_is_there_twice
//! Says: fetched only once
//! A page that was fetched is remembered.

pub use solution::*;

use std::collections::HashMap;

use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let (mut results, mut seen) = (Vec::new(), HashMap::new());
    for url in urls {
        let result = match seen.get(url) {
            Some(body) => Ok(String::clone(body)),
            None => fetch(client, url).await,
        };
        if let Ok(body) = &result {
            seen.insert(url, body.clone());
        }
        results.push(result);
    }
    results
}
