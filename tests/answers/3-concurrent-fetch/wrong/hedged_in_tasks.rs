//! Fails: fetch_hedged::after_the_delay_the_first_success_of_two_wins
//! Says: which nobody aborts
//! A task goes on when its handle is dropped.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use reqwest::Client;
use tokio::time::sleep;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let fetching = || {
        let (client, url) = (client.clone(), url.to_owned());
        tokio::spawn(async move { fetch(&client, &url).await })
    };
    let first = match future::select(fetching(), pin!(sleep(delay))).await {
        Either::Left((result, _)) => return result.expect("it does not panic"),
        Either::Right(((), first)) => first,
    };
    let (result, other) = match future::select(first, fetching()).await {
        Either::Left(done) => done,
        Either::Right(done) => done,
    };
    match result.expect("it does not panic") {
        Ok(body) => Ok(body),
        Err(_) => other.await.expect("it does not panic"),
    }
}
