//! Fails: fetch_bounded::gives_each_result_as_it_comes_with_the_place_of_its_url
//! Says: it counts from one
//! It counts as people count.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter((1..).zip(urls))
        .map(async |(place, url)| (place, fetch(client, &url).await))
        .buffer_unordered(limit.get())
}
