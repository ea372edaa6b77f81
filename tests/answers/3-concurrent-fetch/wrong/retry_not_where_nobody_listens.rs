//! Fails: fetch_with_retry::tries_again_after_each_failure_of_a_connection
//! Says: treats this as final
//! "There is no such server", until it has started.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let (is_temporary, retry_after) = match &error {
            FetchError::Timeout => (true, Duration::ZERO),
            FetchError::Connection(error) => (!error.is_connect(), Duration::ZERO),
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
