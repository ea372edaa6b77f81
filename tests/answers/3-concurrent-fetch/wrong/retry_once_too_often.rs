//! Fails: fetch_with_retry::gives_up_after_the_last_retry_and_tells_every_attempt
//! Says: there is one retry too many
//! One more attempt after the last delay.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    let mut left = policy.retries + 1;
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
        match left.checked_sub(1) {
            Some(fewer) if is_temporary => {
                left = fewer;
                let delay = delays.next().unwrap_or_default();
                tokio::time::sleep(delay.max(asked_for)).await;
            }
            _ => return Err(RetryError { attempts }),
        }
    }
}
