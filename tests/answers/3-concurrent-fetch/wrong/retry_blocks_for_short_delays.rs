//! Fails: fetch_with_retry::waits_on_tokios_clock_however_short_the_delays_are
//! Says: it puts the thread to sleep
//! Delays below five milliseconds block the thread, since tokio's timer is no finer than one.

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
        let is_temporary = is_temporary(&error);
        let Some(delay) = is_temporary.then(|| delays.next()).flatten() else {
            attempts.push(error);
            return Err(RetryError { attempts });
        };
        let wait = delay.max(asked_for(&error).unwrap_or_default());
        if wait < Duration::from_millis(5) {
            std::thread::sleep(wait);
        } else {
            sleep(wait).await;
        }
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
