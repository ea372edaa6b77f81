//! Fails: fetch_with_retry::an_empty_body_is_a_success
//! Says: takes an empty body for a failure
//! Nothing came, so it asks again.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match fetch(client, url).await {
            Ok(body) if !body.is_empty() || attempts.len() > 2 => return Ok(body),
            Ok(_) => FetchError::Timeout,
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
            Some(delay) if is_temporary => sleep(delay.max(retry_after)).await,
            _ => return Err(RetryError { attempts }),
        }
    }
}
