//! Task: fetch_hedged
//! Two fetches in a `FuturesUnordered`; the second one begins with the sleep.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let started = std::cell::Cell::new(false);
    let started = &started;
    let one = |wait: Option<Duration>| async move {
        if let Some(wait) = wait {
            sleep(wait).await;
            started.set(true);
        }
        fetch(client, url).await
    };
    let mut fetches: FuturesUnordered<_> = [one(None), one(Some(delay))].into_iter().collect();
    let mut last = Err(FetchError::Timeout);
    while let Some(result) = fetches.next().await {
        if result.is_ok() || !started.get() {
            return result;
        }
        last = result;
    }
    last
}
