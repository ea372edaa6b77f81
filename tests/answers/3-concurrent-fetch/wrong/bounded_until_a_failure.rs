//! Fails: fetch_bounded::gives_each_result_as_it_comes_with_the_place_of_its_url
//! Says: it ends at a failure
//! It ends as a `?` in a loop would.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let has_failed = std::cell::Cell::new(false);
    solution::fetch_bounded(client, urls, limit)
        .take_while(move |(_, result)| future::ready(!has_failed.replace(result.is_err())))
}
