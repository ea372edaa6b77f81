//! Fails: fetch_with_retry::takes_any_number_of_retries
//! Says: a function calls itself for ever or too often
//! A boxed future that ends with another boxed future, and so on.

pub use solution::*;

use futures::future::BoxFuture;
use reqwest::Client;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    attempt(client, url, &mut policy.delays(rand::random()), Vec::new()).await
}

fn attempt<'a>(
    client: &'a Client,
    url: &'a str,
    delays: &'a mut (dyn Iterator<Item = Duration> + Send),
    mut attempts: Vec<FetchError>,
) -> BoxFuture<'a, Result<String, RetryError>> {
    Box::pin(async move {
        let error = match fetch(client, url).await {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let (asked, delay) = (asked_for(&error), if is_temporary(&error) { delays.next() } else { None });
        attempts.push(error);
        let Some(delay) = delay else { return Err(RetryError { attempts }) };
        sleep(delay).await;
        sleep(asked.unwrap_or_default()).await;
        attempt(client, url, delays, attempts).await
    })
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
