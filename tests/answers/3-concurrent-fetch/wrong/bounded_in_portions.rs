//! Fails: fetch_bounded::fills_a_place_as_soon_as_it_is_free
//! Says: fetched in chunks
//! Chunks with `join_all`: each chunk waits for its slowest request.

pub use solution::*;

use futures::{Stream, StreamExt as _, future, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::iter(urls.into_iter().enumerate())
        .chunks(limit.get())
        .then(move |portion| {
            future::join_all(portion.into_iter().map(async move |(place, url)| (place, fetch(client, &url).await)))
        })
        .flat_map(stream::iter)
}
