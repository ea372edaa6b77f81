//! Fails: fetch_bounded::takes_the_smallest_and_the_largest_limit
//! Says: it converts the limit into a smaller type
//! 2^32 as a `u32` is zero.

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
    let limit = limit.get() as u32;
    let mut urls = urls.into_iter().enumerate().fuse();
    let mut fetching = FuturesUnordered::new();
    stream::poll_fn(move |cx| {
        while (fetching.len() as u32) < limit
            && let Some((index, url)) = urls.next()
        {
            fetching.push(async move { (index, fetch(client, &url).await) });
        }
        fetching.poll_next_unpin(cx)
    })
}
