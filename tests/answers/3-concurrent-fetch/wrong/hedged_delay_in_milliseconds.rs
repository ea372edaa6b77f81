//! Fails: fetch_hedged::waits_for_the_whole_delay
//! Says: cut to whole milliseconds
//! The delay is cut to whole milliseconds, so that the second request comes too early.

pub use solution::*;

use futures::future::{self, Either};
use reqwest::Client;
use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let delay = Duration::from_millis(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX));
    let mut first = pin!(fetch(client, url));
    match future::select(first.as_mut(), pin!(sleep(delay))).await {
        Either::Left((result, _)) => result,
        Either::Right(((), _)) => race(first, fetch(client, url)).await,
    }
}

async fn race(
    first: impl Future<Output = Result<String, FetchError>>,
    second: impl Future<Output = Result<String, FetchError>>,
) -> Result<String, FetchError> {
    match future::select(pin!(first), pin!(second)).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(_), other)) => other.await,
        Either::Right((Err(_), other)) => other.await,
    }
}
