//! Fails: fetch_hedged::waits_for_the_other_whatever_the_status_is
//! Says: it ends at some statuses
//! What is gone is gone, also for the other request.

pub use solution::*;

use futures::future::{self, Either};
use reqwest::Client;
use std::pin::pin;
use std::time::Duration;

pub async fn fetch_hedged(client: &Client, url: &str, delay: Duration) -> Result<String, FetchError> {
    let is_final = |result: &Result<String, FetchError>| match result {
        Err(FetchError::Status { status, .. }) => status.as_u16() == 410,
        result => result.is_ok(),
    };
    let first = pin!(fetch(client, url));
    let first = match future::select(first, pin!(tokio::time::sleep(delay))).await {
        Either::Left((result, _)) => return result,
        Either::Right(((), first)) => first,
    };
    match future::select(first, pin!(fetch(client, url))).await {
        Either::Left((result, _)) | Either::Right((result, _)) if is_final(&result) => result,
        Either::Left((_, second)) => second.await,
        Either::Right((_, first)) => first.await,
    }
}
