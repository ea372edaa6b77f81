//! Fails: fetch_bounded::fills_a_place_as_soon_as_it_is_free
//! Says: as by `buffered`
//! A finished result keeps its slot until all results before it are done.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter(urls.into_iter().enumerate())
        .map(async move |(place, url)| (place, fetch(client, &url).await))
        .buffered(limit.get())
}
