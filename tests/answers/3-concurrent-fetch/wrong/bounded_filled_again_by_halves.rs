//! Fails: fetch_bounded::starts_one_fetch_for_each_that_ends
//! Says: because several must end before the next ones start
//! It fills up when half of the places are free, like a buffer that is read from a disk.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let mut urls = urls.into_iter().enumerate().fuse();
    let mut running = FuturesUnordered::new();
    stream::poll_fn(move |cx| {
        if running.len() <= limit.get() / 2 {
            while running.len() < limit.get()
                && let Some((index, url)) = urls.next()
            {
                running.push(async move { (index, fetch(client, &url).await) });
            }
        }
        running.poll_next_unpin(cx)
    })
}
