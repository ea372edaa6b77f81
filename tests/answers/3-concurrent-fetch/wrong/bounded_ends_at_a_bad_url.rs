//! Fails: fetch_bounded::no_kind_of_failure_ends_it
//! Says: it ends at a failure of one kind, or leaves it out
//! "A list with a bad URL is broken."

pub use solution::*;

use futures::{Stream, StreamExt as _, future, stream};
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
        .buffer_unordered(limit.get())
        .take_while(|(_, result)| future::ready(!matches!(result, Err(FetchError::Request(_)))))
}
