//! Fails: fetch_bounded::takes_the_smallest_and_the_largest_limit
//! Says: it has a limit of its own
//! A second limit, to be safe.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter(urls)
        .enumerate()
        .map(async move |(index, url)| (index, fetch(client, &url).await))
        .buffer_unordered(limit.get().min(100))
}
