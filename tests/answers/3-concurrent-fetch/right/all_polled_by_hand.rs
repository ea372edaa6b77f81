//! Task: fetch_all
//! `join_all` by hand: on each wake it polls every future that is not done.

pub use solution::*;

use futures::future::{MaybeDone, maybe_done, poll_fn};
use reqwest::Client;
use std::task::Poll;

pub async fn fetch_all(client: &Client, urls: &[String]) -> Vec<Result<String, FetchError>> {
    let mut running: Vec<_> = urls.iter().map(|url| Box::pin(maybe_done(fetch(client, url)))).collect();
    poll_fn(|cx| {
        let mut is_done = true;
        for fetching in &mut running {
            is_done &= fetching.as_mut().poll(cx).is_ready();
        }
        if is_done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running
        .iter_mut()
        .filter_map(|fetched: &mut std::pin::Pin<Box<MaybeDone<_>>>| fetched.as_mut().take_output())
        .collect()
}
