//! Fails: fetch_bounded::keeps_nothing_of_what_has_ended
//! Says: it keeps each URL or each result to the end
//! It remembers the URLs, for its log.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let mut seen = Vec::new();
    stream::iter(urls)
        .enumerate()
        .map(move |(index, url)| {
            seen.push(url.clone());
            let client = client.clone();
            async move { (index, fetch(&client, &url).await) }
        })
        .buffer_unordered(limit.get())
}
