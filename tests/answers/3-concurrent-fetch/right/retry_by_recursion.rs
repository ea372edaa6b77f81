//! Task: fetch_with_retry
//! It passes the remaining delays to the next attempt.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let delays: Vec<Duration> = policy.delays(rand::random()).collect();
    attempt(client, url, &delays, Vec::new()).await
}

async fn attempt(
    client: &Client,
    url: &str,
    delays: &[Duration],
    mut attempts: Vec<FetchError>,
) -> Result<String, RetryError> {
    let error = match fetch(client, url).await {
        Ok(body) => return Ok(body),
        Err(error) => error,
    };
    let wait = wait(&error, delays.first().copied());
    attempts.push(error);
    let Some(wait) = wait else { return Err(RetryError { attempts }) };
    tokio::time::sleep(wait).await;
    Box::pin(attempt(client, url, &delays[1..], attempts)).await
}

fn wait(error: &FetchError, delay: Option<Duration>) -> Option<Duration> {
    match error {
        FetchError::Timeout | FetchError::Connection(_) => delay,
        FetchError::Status { status, retry_after } if matches!(status.as_u16(), 429 | 502 | 503 | 504) => {
            delay.map(|delay| delay.max(retry_after.unwrap_or_default()))
        }
        _ => None,
    }
}
