//! Fails: fetch_hedged::takes_any_delay
//! Says: a sum of times overflows
//! There is no such `Instant`.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use reqwest::Client;
use tokio::time::{Instant, sleep_until};

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let first = pin!(fetch(client, url));
    let first = match future::select(first, pin!(sleep_until(Instant::now() + delay))).await {
        Either::Left((result, _)) => return result,
        Either::Right(((), first)) => first,
    };
    match future::select(first, pin!(fetch(client, url))).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(_), second)) => second.await,
        Either::Right((Err(_), first)) => first.await,
    }
}
