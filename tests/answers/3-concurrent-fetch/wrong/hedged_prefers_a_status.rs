//! Fails: fetch_hedged::of_two_failures_it_returns_the_last
//! Says: it prefers an error of one kind to another
//! If both fail, it keeps the status of the first failure rather than a timeout or a broken connection that came last.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use reqwest::Client;
use tokio::time::timeout;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let mut first = pin!(fetch(client, url));
    if let Ok(result) = timeout(delay, first.as_mut()).await {
        return result;
    }
    let second = pin!(fetch(client, url));
    match future::select(first, second).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(error), second)) => second.await.map_err(|last| more_telling(error, last)),
        Either::Right((Err(error), first)) => first.await.map_err(|last| more_telling(error, last)),
    }
}

fn more_telling(error: FetchError, last: FetchError) -> FetchError {
    match (&error, &last) {
        (FetchError::Status { .. }, FetchError::Timeout | FetchError::Connection(_)) => error,
        _ => last,
    }
}
