//! Fails: fetch_with_retry::asks_each_failure_when_to_come_again
//! Says: an earlier failure
//! What the server asked for once holds for ever.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    let mut longest = Duration::ZERO;
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
        longest = longest.max(retry_after);
        attempts.push(error);
        match delays.next() {
            Some(delay) if is_temporary => sleep(delay.max(longest)).await,
            _ => return Err(RetryError { attempts }),
        }
    }
}
