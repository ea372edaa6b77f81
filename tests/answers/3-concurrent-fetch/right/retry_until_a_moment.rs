//! Task: fetch_with_retry
//! It sleeps until a moment, or for ever if there is no such moment.

pub use solution::*;

use futures::future;
use reqwest::Client;
use std::time::Duration;
use tokio::time::Instant;

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
        match delays.next() {
            Some(delay) if is_temporary => match Instant::now().checked_add(delay.max(asked_for)) {
                Some(moment) => tokio::time::sleep_until(moment).await,
                None => future::pending().await,
            },
            _ => return Err(RetryError { attempts }),
        }
    }
}
