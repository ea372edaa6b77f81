//! Fails: fetch_bounded::gives_each_result_as_it_comes_with_the_place_of_its_url
//! Says: it numbers the results as they come
//! `enumerate` after `buffer_unordered` counts the results, not the URLs.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter(urls).map(async |url| fetch(client, &url).await).buffer_unordered(limit.get()).enumerate()
}
