//! Fails: fetch_with_retry::takes_any_number_of_retries
//! Says: a function calls itself for ever or too often
//! Each attempt waits within the one before it: thousands of them fill the stack.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    attempt(client, url, policy.delays(rand::random()), Vec::new()).await
}

async fn attempt(
    client: &Client,
    url: &str,
    mut delays: impl Iterator<Item = Duration>,
    mut attempts: Vec<FetchError>,
) -> Result<String, RetryError> {
    let error = match fetch(client, url).await {
        Ok(body) => return Ok(body),
        Err(error) => error,
    };
    let wait = wait(&error, delays.next());
    attempts.push(error);
    let Some(wait) = wait else { return Err(RetryError { attempts }) };
    tokio::time::sleep(wait).await;
    Box::pin(attempt(client, url, delays, attempts)).await
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
