//! Fails: fetch_with_retry::tries_again_after_any_sequence_of_what_may_pass
//! Says: it gives up too early
//! A second reset counts as final.

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
        let is_second =
            matches!((&error, attempts.last()), (FetchError::Connection(_), Some(FetchError::Connection(_))));
        attempts.push(error);
        match delays.next() {
            Some(delay) if is_temporary && !is_second => tokio::time::sleep(delay.max(asked_for)).await,
            _ => return Err(RetryError { attempts }),
        }
    }
}
