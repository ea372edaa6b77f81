//! Task: fetch_bounded
//! A list of boxed futures, each polled in its turn.

pub use solution::*;

use futures::future::BoxFuture;
use futures::{FutureExt as _, Stream, stream};
use reqwest::Client;
use std::num::NonZeroUsize;
use std::task::Poll;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let mut urls = urls.into_iter().enumerate().fuse();
    let mut running: Vec<BoxFuture<'_, (usize, Result<String, FetchError>)>> = Vec::new();
    stream::poll_fn(move |cx| {
        while running.len() < limit.get()
            && let Some((index, url)) = urls.next()
        {
            running.push(async move { (index, fetch(client, &url).await) }.boxed());
        }
        for place in 0..running.len() {
            if let Poll::Ready(result) = running[place].poll_unpin(cx) {
                drop(running.swap_remove(place));
                return Poll::Ready(Some(result));
            }
        }
        if running.is_empty() { Poll::Ready(None) } else { Poll::Pending }
    })
}
