//! Fails: fetch_with_retry::waits_for_the_next_of_the_delays_before_each_retry
//! Says: the seed is the same in each call
//! It draws one seed for the whole process: two calls that fail together come back together.

pub use solution::*;

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::Client;
use tokio::time::sleep;

/// Each process has a seed of its own, so that clients don't come back together.
static SEED: LazyLock<u64> = LazyLock::new(|| rand::random());

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let mut attempts = Vec::new();
    let mut delays = policy.delays(*SEED);
    loop {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let asked = match &error {
            FetchError::Timeout | FetchError::Connection(_) => Some(Duration::ZERO),
            FetchError::Status { status, retry_after } if matches!(status.as_u16(), 429 | 502 | 503 | 504) => {
                Some(retry_after.unwrap_or_default())
            }
            _ => None,
        };
        attempts.push(error);
        let Some(asked) = asked else { return Err(RetryError { attempts }) };
        let Some(delay) = delays.next() else { return Err(RetryError { attempts }) };
        sleep(delay.max(asked)).await;
    }
}
