//! Fails: fetch_hedged::a_first_one_that_ends_in_time_is_the_only_one
//! Says: it doesn't wait for the delay
//! Two requests, from the start.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use reqwest::Client;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let (first, second) = (pin!(fetch(client, url)), pin!(fetch(client, url)));
    match future::select(first, second).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(_), second)) => second.await,
        Either::Right((Err(_), first)) => first.await,
    }
}
