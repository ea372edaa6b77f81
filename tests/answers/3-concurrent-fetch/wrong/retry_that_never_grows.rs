//! Fails: fetch_with_retry::the_waits_grow_with_each_retry
//! Says: the waits do not grow
//! Each wait is the first delay of a new list.

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
        let is_temporary = match &error {
            FetchError::Timeout | FetchError::Connection(_) => true,
            FetchError::Status { status, .. } => matches!(status.as_u16(), 429 | 502..=504),
            _ => false,
        };
        attempts.push(error);
        if !is_temporary || delays.next().is_none() {
            return Err(RetryError { attempts });
        }
        let delay = policy.delays(rand::random()).next().unwrap_or_default();
        tokio::time::sleep(delay.max(asked_for)).await;
    }
}
