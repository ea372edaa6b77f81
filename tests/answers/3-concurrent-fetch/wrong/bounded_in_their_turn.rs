//! Fails: fetch_bounded::gives_each_result_as_it_comes_with_the_place_of_its_url
//! Says: the results are kept in order
//! `buffered` keeps the order, so it holds results back.

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
