//! Fails: fetch_with_retry::reserves_no_memory_for_its_retries
//! Says: reserves room for all errors
//! The list of errors gets its largest size at the start.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::with_capacity((policy.retries as usize).saturating_add(1));
    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let (is_temporary, asked) = match &error {
            FetchError::Timeout | FetchError::Connection(_) => (true, Duration::ZERO),
            FetchError::Status { status, retry_after } => {
                ([429, 502, 503, 504].contains(&status.as_u16()), retry_after.unwrap_or_default())
            }
            _ => (false, Duration::ZERO),
        };
        attempts.push(error);
        match delays.next() {
            Some(delay) if is_temporary => sleep(delay.max(asked)).await,
            _ => return Err(RetryError { attempts }),
        }
    }
}
