//! Fails: fetch_hedged::a_first_one_that_ends_in_time_is_the_only_one
//! Says: its result is the result
//! A second request after a failure, too: that is a retry.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use reqwest::Client;
use tokio::time::sleep;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let first = pin!(fetch(client, url));
    let first = match future::select(first, pin!(sleep(delay))).await {
        Either::Left((Ok(body), _)) => return Ok(body),
        Either::Left((Err(_), _)) => return fetch(client, url).await,
        Either::Right(((), first)) => first,
    };
    match future::select(first, pin!(fetch(client, url))).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(_), second)) => second.await,
        Either::Right((Err(_), first)) => first.await,
    }
}
