//! Task: fetch_bounded
//! Each fetch is a stream of one item, and `limit` of these streams are merged.

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
        .map(move |(place, url)| Box::pin(stream::once(async move { (place, fetch(client, &url).await) })))
        .flatten_unordered(limit.get())
}
