//! Task: fetch_hedged
//! A set of one and then of two futures.

pub use solution::*;

use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let mut running = FuturesUnordered::new();
    running.push(fetch(client, url));
    if let Ok(Some(result)) = tokio::time::timeout(delay, running.next()).await {
        return result;
    }
    running.push(fetch(client, url));
    let mut last = None;
    while let Some(result) = running.next().await {
        if result.is_ok() {
            return result;
        }
        last = Some(result);
    }
    last.expect("there were two")
}
