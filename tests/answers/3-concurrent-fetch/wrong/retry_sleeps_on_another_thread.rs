//! Fails: fetch_with_retry::ends_at_once_after_the_last_retry_or_a_final_error
//! Says: waits on another clock
//! The wait is real, and no test can pass the time for it.

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
        let (is_temporary, retry_after) = match &error {
            FetchError::Timeout | FetchError::Connection(_) => (true, Duration::ZERO),
            FetchError::Status { status, retry_after } => {
                (matches!(status.as_u16(), 429 | 502..=504), retry_after.unwrap_or_default())
            }
            _ => (false, Duration::ZERO),
        };
        attempts.push(error);
        match delays.next() {
            Some(delay) if is_temporary => {
                let wait = delay.max(retry_after);
                let _ = tokio::task::spawn_blocking(move || std::thread::sleep(wait)).await;
            }
            _ => return Err(RetryError { attempts }),
        }
    }
}
