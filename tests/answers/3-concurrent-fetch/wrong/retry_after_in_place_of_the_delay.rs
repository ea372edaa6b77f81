//! Fails: fetch_with_retry::waits_before_each_retry_as_the_policy_says
//! Says: `Retry-After` replaces the delay
//! `unwrap_or`: after `Retry-After: 0` all clients come back at once.

pub use solution::*;

use reqwest::Client;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let asked_for = match error {
            FetchError::Status { retry_after, .. } => retry_after,
            _ => None,
        };
        let is_temporary = match &error {
            FetchError::Timeout | FetchError::Connection(_) => true,
            FetchError::Status { status, .. } => matches!(status.as_u16(), 429 | 502..=504),
            _ => false,
        };
        attempts.push(error);
        match delays.next() {
            Some(delay) if is_temporary => tokio::time::sleep(asked_for.unwrap_or(delay)).await,
            _ => return Err(RetryError { attempts }),
        }
    }
}
