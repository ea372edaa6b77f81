//! Fails: fetch_hedged::waits_for_the_longest_delays
//! Says: a type that is too small
//! Milliseconds as a `u32`: 49 days are the longest delay.

pub use solution::*;

use futures::future::{self, Either};
use reqwest::Client;
use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let first = pin!(fetch(client, url));
    let first = match future::select(
        first,
        pin!(sleep(
            Duration::from_millis(delay.as_millis() as u32 as u64)
                + Duration::from_nanos(u64::from(delay.subsec_nanos() % 1_000_000))
        )),
    )
    .await
    {
        Either::Left((result, _)) => return result,
        Either::Right(((), first)) => first,
    };
    match future::select(first, pin!(fetch(client, url))).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(_), second)) => second.await,
        Either::Right((Err(_), first)) => first.await,
    }
}
