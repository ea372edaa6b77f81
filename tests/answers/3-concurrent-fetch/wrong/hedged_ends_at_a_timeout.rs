//! Fails: fetch_hedged::whatever_fails_it_waits_for_the_other
//! Says: a failure of this kind ends it
//! A timeout of the first request ends both.

pub use solution::*;

use futures::future::{self, Either};
use reqwest::Client;
use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let first = pin!(fetch(client, url));
    let first = match future::select(first, pin!(sleep(delay))).await {
        Either::Left((result, _)) => return result,
        Either::Right(((), first)) => first,
    };
    match future::select(first, pin!(fetch(client, url))).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(FetchError::Timeout), _)) => Err(FetchError::Timeout),
        Either::Left((Err(_), second)) => second.await,
        Either::Right((Err(_), first)) => first.await,
    }
}
