//! Fails: fetch_bounded::gives_each_result_as_it_comes_with_the_place_of_its_url
//! Says: or collected first
//! It collects all results, and then makes a stream of them.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::once(async move {
        let results: Vec<_> = stream::iter(urls.into_iter().enumerate())
            .map(async |(place, url)| (place, fetch(client, &url).await))
            .buffer_unordered(limit.get())
            .collect()
            .await;
        stream::iter(results)
    })
    .flatten()
}
