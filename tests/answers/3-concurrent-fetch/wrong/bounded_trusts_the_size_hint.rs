//! Fails: fetch_bounded::needs_not_know_how_many_urls_there_are
//! Says: it takes the `size_hint` for the number of URLs
//! No more requests than URLs, by `size_hint`: an iterator that knows nothing of its length is fetched one by one.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let urls = urls.into_iter().enumerate();
    let (fewest, most) = urls.size_hint();
    let at_once = limit.get().min(most.unwrap_or(fewest)).max(1);
    stream::iter(urls)
        .map(move |(index, url)| async move { (index, fetch(client, &url).await) })
        .buffer_unordered(at_once)
}
