//! Fails: fetch_with_retry::waits_as_long_as_the_client
//! Says: a timeout of its own
//! Ten minutes for each attempt.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match tokio::time::timeout(Duration::from_secs(600), fetch(client, url))
            .await
            .unwrap_or(Err(FetchError::Timeout))
        {
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
            Some(delay) if is_temporary => sleep(delay.max(retry_after)).await,
            _ => return Err(RetryError { attempts }),
        }
    }
}
