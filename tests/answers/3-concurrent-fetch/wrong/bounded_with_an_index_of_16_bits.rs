//! Fails: fetch_bounded::counts_any_number_of_urls
//! Says: a small type
//! Sixty-five thousand URLs are enough for everybody.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let numbered = (0_u16..=u16::MAX).zip(urls);
    stream::iter(numbered)
        .map(async move |(index, url)| (usize::from(index), fetch(client, &url).await))
        .buffer_unordered(limit.get())
}
