//! Fails: fetch_with_retry::tells_of_each_attempt_what_fetch_tells
//! Says: without its `retry_after`
//! It has waited as it was asked, so the error no longer says for how long.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays(rand::random());
    let mut attempts = Vec::new();
    loop {
        let mut error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let (is_temporary, asked) = match &mut error {
            FetchError::Timeout | FetchError::Connection(_) => (true, Duration::ZERO),
            FetchError::Status { status, retry_after } if [429, 502, 503, 504].contains(&status.as_u16()) => {
                (true, retry_after.take().unwrap_or_default())
            }
            _ => (false, Duration::ZERO),
        };
        attempts.push(error);
        match if is_temporary { delays.next() } else { None } {
            Some(delay) => sleep(delay.max(asked)).await,
            None => return Err(RetryError { attempts }),
        }
    }
}
