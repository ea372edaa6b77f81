//! Fails: fetch_with_retry::each_call_draws_its_own_delays
//! Says: a constant, the time, or the URL
//! The seed is the hash of the URL: all calls for it have the same delays.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut delays = policy.delays({
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let mut hasher = DefaultHasher::new();
        url.hash(&mut hasher);
        hasher.finish()
    });
    let mut attempts = Vec::new();

    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let is_temporary = is_temporary(&error);
        let Some(delay) = is_temporary.then(|| delays.next()).flatten() else {
            attempts.push(error);
            return Err(RetryError { attempts });
        };
        sleep(delay.max(asked_for(&error).unwrap_or_default())).await;
        attempts.push(error);
    }
}

fn is_temporary(error: &FetchError) -> bool {
    match error {
        FetchError::Timeout | FetchError::Connection(_) => true,
        FetchError::Status { status, .. } => [429, 502, 503, 504].contains(&status.as_u16()),
        _ => false,
    }
}

fn asked_for(error: &FetchError) -> Option<Duration> {
    match error {
        FetchError::Status { retry_after, .. } => *retry_after,
        _ => None,
    }
}
