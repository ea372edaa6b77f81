//! Fails: fetch_bounded::dropped_it_gives_up_what_is_under_way_and_sends_no_more
//! Says: dropping a `JoinHandle` detaches its task
//! Spawned one by one when there is room, and never aborted.

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
        .map(|(place, url)| {
            let client = client.clone();
            tokio::spawn(async move { (place, fetch(&client, &url).await) })
        })
        .buffer_unordered(limit.get())
        .map(|joined| joined.expect("it does not panic"))
}
