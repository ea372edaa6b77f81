//! Task: fetch_in_turn
//! An ordered set that never has more than one future.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use reqwest::Client;

pub async fn fetch_in_turn(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut results = Vec::new();
    for url in urls {
        let mut one = FuturesOrdered::new();
        one.push_back(fetch(client, url));
        results.extend(one.next().await);
    }
    results
}
