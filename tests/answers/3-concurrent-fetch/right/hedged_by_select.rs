//! Task: fetch_hedged
//! `select!` with a state.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use reqwest::Client;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let mut first = pin!(fetch(client, url));
    tokio::select! {
        biased;
        result = first.as_mut() => return result,
        () = tokio::time::sleep(delay) => {}
    }
    let mut second = pin!(fetch(client, url));
    tokio::select! {
        result = first.as_mut() => match result {
            Ok(body) => Ok(body),
            Err(_) => second.await,
        },
        result = second.as_mut() => match result {
            Ok(body) => Ok(body),
            Err(_) => first.await,
        },
    }
}
