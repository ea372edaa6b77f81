//! Task: fetch_with_retry
//! It looks whether there is a delay before it takes it.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random()).peekable();
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
        if !is_temporary || delays.peek().is_none() {
            return Err(RetryError { attempts });
        }
        tokio::join!(sleep(retry_after), sleep(delays.next().unwrap_or_default()));
    }
}
