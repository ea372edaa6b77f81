//! Task: fetch_hedged
//! `select_ok` returns the first success, or the last error.

pub use solution::*;

use std::time::Duration;

use futures::future::{Either, select, select_ok};
use reqwest::Client;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let first = match select(Box::pin(fetch(client, url)), Box::pin(tokio::time::sleep(delay))).await {
        Either::Left((result, _)) => return result,
        Either::Right(((), first)) => first,
    };
    select_ok([first, Box::pin(fetch(client, url))]).await.map(|(body, _)| body)
}
