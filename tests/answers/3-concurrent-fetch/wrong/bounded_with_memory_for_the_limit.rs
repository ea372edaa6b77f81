//! Fails: fetch_bounded::takes_the_smallest_and_the_largest_limit
//! Says: it allocates as much as the limit says
//! `with_capacity` of a number that the caller may choose as large as it likes.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};
use reqwest::Client;
use std::num::NonZeroUsize;
use std::task::Poll;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let mut urls = urls.into_iter().enumerate().fuse();
    let mut running = FuturesUnordered::new();
    let mut done = Vec::with_capacity(limit.get());
    stream::poll_fn(move |cx| {
        while running.len() < limit.get()
            && let Some((index, url)) = urls.next()
        {
            running.push(async move { (index, fetch(client, &url).await) });
        }
        if let Poll::Ready(Some(result)) = running.poll_next_unpin(cx) {
            done.push(result);
        }
        match done.pop() {
            Some(result) => Poll::Ready(Some(result)),
            None if running.is_empty() => Poll::Ready(None),
            None => Poll::Pending,
        }
    })
}
