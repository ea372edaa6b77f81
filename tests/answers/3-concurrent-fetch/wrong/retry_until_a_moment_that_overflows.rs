//! Fails: fetch_with_retry::no_wait_overflows
//! Says: a sum of times overflows
//! There is no such `Instant`.

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
        let (is_temporary, retry_after) = match &error {
            FetchError::Timeout | FetchError::Connection(_) => (true, Duration::ZERO),
            FetchError::Status { status, retry_after } => {
                (matches!(status.as_u16(), 429 | 502..=504), retry_after.unwrap_or_default())
            }
            _ => (false, Duration::ZERO),
        };
        attempts.push(error);
        match delays.next() {
            Some(delay) if is_temporary => {
                tokio::time::sleep_until(
                    tokio::time::Instant::now() + delay.max(retry_after.min(Duration::from_secs(1 << 30))),
                )
                .await
            }
            _ => return Err(RetryError { attempts }),
        }
    }
}
