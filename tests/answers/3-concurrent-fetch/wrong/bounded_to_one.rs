//! Fails: fetch_bounded::has_as_many_in_flight_as_the_limit_allows_and_never_more
//! Says: it awaits each future before it polls the next one
//! `then` never has more than one future in flight.

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
