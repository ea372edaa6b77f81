//! Task: fetch_with_retry
//! The attempts are a stream that ends after the last one; it collects their errors until there is a body.

pub use solution::*;

use futures::{StreamExt as _, stream};
use reqwest::Client;
use std::pin::pin;
use std::time::Duration;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let delays = policy.delays(rand::random());
    let attempts = stream::unfold(Some((Duration::ZERO, delays)), async |state| {
        let (wait, mut delays) = state?;
        tokio::time::sleep(wait).await;
        let result = fetch(client, url).await;
        let next = result.as_ref().err().and_then(asked_for).and_then(|asked_for| {
            let delay = delays.next()?;
            Some((delay.max(asked_for), delays))
        });
        Some((result, next))
    });
    let mut attempts = pin!(attempts);
    let mut errors = Vec::new();
    while let Some(result) = attempts.next().await {
        match result {
            Ok(body) => return Ok(body),
            Err(error) => errors.push(error),
        }
    }
    Err(RetryError { attempts: errors })
}

/// Returns the shortest wait after this error, if it may pass.
fn asked_for(error: &FetchError) -> Option<Duration> {
    match error {
        FetchError::Timeout | FetchError::Connection(_) => Some(Duration::ZERO),
        FetchError::Status { status, retry_after } => {
            matches!(status.as_u16(), 429 | 502..=504).then(|| retry_after.unwrap_or_default())
        }
        _ => None,
    }
}
