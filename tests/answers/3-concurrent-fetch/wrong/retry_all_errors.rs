//! Fails: fetch_with_retry::does_not_try_again_what_will_not_pass
//! Says: a timeout, a failed connection, and the statuses 429, 502, 503 and 504
//! `except Exception`: it retries every error.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let asked_for = match error {
            FetchError::Status { retry_after, .. } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        attempts.push(error);
        match delays.next() {
            Some(delay) => tokio::time::sleep(delay.max(asked_for)).await,
            None => return Err(RetryError { attempts }),
        }
    }
}
