//! Fails: fetch_with_retry::ends_at_once_after_the_last_retry_or_a_final_error
//! Says: a retry that `Retry-After` asks for is not counted
//! With a `Retry-After` it takes no delay from the policy, so these retries aren't counted, and may never end.

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
        let wait = if is_temporary(&error) { asked(&error).or_else(|| delays.next()) } else { None };
        attempts.push(error);
        match wait {
            Some(wait) => sleep(wait).await,
            None => return Err(RetryError { attempts }),
        }
    }
}

fn asked(error: &FetchError) -> Option<Duration> {
    match error {
        FetchError::Status { retry_after, .. } => *retry_after,
        _ => None,
    }
}

fn is_temporary(error: &FetchError) -> bool {
    match error {
        FetchError::Timeout | FetchError::Connection(_) => true,
        FetchError::Status { status, .. } => matches!(status.as_u16(), 429 | 502 | 503 | 504),
        _ => false,
    }
}
