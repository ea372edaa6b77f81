//! Task: fetch_with_retry
//! The delay before each retry is the `nth` of the same seed.

pub use solution::*;

use futures::future;
use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let seed: u64 = rand::random();
    let mut attempts: Vec<FetchError> = Vec::new();
    for retry in 0.. {
        if let Some(error) = attempts.last() {
            let Some(delay) = is_temporary(error).then(|| policy.delays(seed).nth(retry - 1)).flatten() else { break };
            future::join(sleep(delay), sleep(asked_for(error).unwrap_or_default())).await;
        }
        match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => attempts.push(error),
        }
    }
    Err(RetryError { attempts })
}

fn is_temporary(error: &FetchError) -> bool {
    match error {
        FetchError::Timeout | FetchError::Connection(_) => true,
        FetchError::Status { status, .. } => [429, 502, 503, 504].contains(&status.as_u16()),
        _ => false,
    }
}

fn asked_for(error: &FetchError) -> Option<Duration> {
    match error {
        FetchError::Status { retry_after, .. } => *retry_after,
        _ => None,
    }
}
