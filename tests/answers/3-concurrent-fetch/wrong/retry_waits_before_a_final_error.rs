//! Fails: fetch_with_retry::ends_at_once_after_the_last_retry_or_a_final_error
//! Says: it waits before it knows whether there will be another attempt
//! The sleep comes before the decision.

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
        let delay = delays.next();
        tokio::time::sleep(delay.unwrap_or_default().max(asked_for)).await;
        if delay.is_none() || !is_temporary {
            return Err(RetryError { attempts });
        }
    }
}
