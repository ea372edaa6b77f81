//! Fails: fetch_with_retry::dropped_while_it_waits_it_sends_no_more
//! Says: a spawned task waits and retries
//! The first attempt is cancelled with the future, but not the others.

pub use solution::*;

use reqwest::Client;
use std::time::Duration;

pub async fn fetch_with_retry(client: &Client, url: &str, policy: &Policy) -> Result<String, RetryError> {
    let error = match fetch(client, url).await {
        Ok(body) => return Ok(body),
        Err(error) => error,
    };
    let asked_for = match error {
        FetchError::Status { status, retry_after } if matches!(status.as_u16(), 429 | 502..=504) => {
            retry_after.unwrap_or_default()
        }
        FetchError::Timeout | FetchError::Connection(_) => Duration::ZERO,
        _ => return Err(RetryError { attempts: vec![error] }),
    };
    let Some(delay) = policy.delays(rand::random()).next() else {
        return Err(RetryError { attempts: vec![error] });
    };
    let (client, url, policy) = (client.clone(), url.to_owned(), Policy { retries: policy.retries - 1, ..*policy });
    let later = tokio::spawn(async move {
        tokio::time::sleep(delay.max(asked_for)).await;
        solution::fetch_with_retry(&client, &url, &policy).await
    });
    later.await.expect("it does not panic").map_err(|mut later| {
        later.attempts.insert(0, error);
        later
    })
}
