//! Fails: fetch_all::wakes_the_task_that_polled_it_last
//! Says: a future returned `Pending` without keeping the waker
//! It keeps the waker of its first poll for all others.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::{join_all, poll_fn};
use reqwest::Client;
use std::task::Context;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut all = join_all(urls.iter().map(|url| fetch(client, url))).boxed();
    let mut waker = None;
    poll_fn(move |cx| {
        let waker = waker.get_or_insert_with(|| cx.waker().clone());
        all.poll_unpin(&mut Context::from_waker(waker))
    })
    .await
}
