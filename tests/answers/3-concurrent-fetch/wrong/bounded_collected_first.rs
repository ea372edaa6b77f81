//! Fails: fetch_bounded::pulls_no_url_before_there_is_room
//! Says: the URLs are collected
//! It collects the URLs to know how many there are.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let urls: Vec<String> = urls.into_iter().collect();
    let limit = limit.get().min(urls.len()).max(1);
    stream::iter(urls.into_iter().enumerate())
        .map(async move |(place, url)| (place, fetch(client, &url).await))
        .buffer_unordered(limit)
}
