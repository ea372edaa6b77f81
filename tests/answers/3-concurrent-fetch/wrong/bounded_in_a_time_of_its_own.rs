//! Fails: fetch_bounded::waits_as_long_as_the_client
//! Says: a timeout of its own
//! Ten minutes for each URL.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;
use std::time::Duration;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter(urls)
        .enumerate()
        .map(async move |(index, url)| {
            let fetching = fetch(client, &url);
            let result = tokio::time::timeout(Duration::from_secs(600), fetching).await;
            (index, result.unwrap_or(Err(FetchError::Timeout)))
        })
        .buffer_unordered(limit.get())
}
