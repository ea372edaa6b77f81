//! Fails: fetch_bounded::has_as_many_in_flight_as_the_limit_allows_and_never_more
//! Says: each one is awaited before the next one is polled
//! `then` never has more than one under way.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    _limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter(urls.into_iter().enumerate()).then(async |(place, url)| (place, fetch(client, &url).await))
}
