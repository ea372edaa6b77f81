//! Fails: fetch_with_retry::dropped_in_its_second_attempt_it_sends_no_more
//! Says: nobody aborts
//! The first attempt and all waits are cancelled, but not the later attempts.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let error = match match attempts.len() {
            0 => fetch(client, url).await,
            _ => {
                let (client, url) = (client.clone(), url.to_owned());
                tokio::spawn(async move { fetch(&client, &url).await }).await.expect("it does not panic")
            }
        } {
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
