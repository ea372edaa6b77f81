//! Fails: fetch_hedged::after_the_delay_the_first_success_of_two_wins
//! Says: it takes the first result of two
//! Whichever comes first, even if it is a failure.

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
        Either::Left((result, _)) => result,
        Either::Right((result, _)) => result,
    }
}
