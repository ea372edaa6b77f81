//! Fails: fetch_hedged::after_the_delay_the_first_success_of_two_wins
//! Says: the error that came first
//! Both fail, and it returns the first error.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use reqwest::Client;
use tokio::time::sleep;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let first = pin!(fetch(client, url));
    let first = match future::select(first, pin!(sleep(delay))).await {
        Either::Left((result, _)) => return result,
        Either::Right(((), first)) => first,
    };
    match future::select(first, pin!(fetch(client, url))).await {
        Either::Left((Ok(body), _)) | Either::Right((Ok(body), _)) => Ok(body),
        Either::Left((Err(error), second)) => second.await.map_err(|_| error),
        Either::Right((Err(error), first)) => first.await.map_err(|_| error),
    }
}
