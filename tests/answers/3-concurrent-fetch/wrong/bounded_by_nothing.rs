//! Fails: fetch_bounded::has_as_many_in_flight_as_the_limit_allows_and_never_more
//! Says: the limit applies to something else than the requests, or to nothing
//! All tasks run at once; the limit applies only to the number that is awaited.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let spawned: Vec<_> = urls
        .into_iter()
        .enumerate()
        .map(|(place, url)| {
            let client = client.clone();
            tokio::spawn(async move { (place, fetch(&client, &url).await) })
        })
        .collect();
    stream::iter(spawned).buffer_unordered(limit.get()).map(|joined| joined.expect("it does not panic"))
}
