//! Fails: fetch_bounded::pulls_no_url_before_there_is_room
//! Says: the body of the function pulls
//! The first futures are made outside the stream.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};
use reqwest::Client;
use std::num::NonZeroUsize;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let mut urls = urls.into_iter().enumerate().fuse();
    let one = move |(place, url): (usize, String)| async move { (place, fetch(client, &url).await) };
    let running: FuturesUnordered<_> = urls.by_ref().take(limit.get()).map(one).collect();
    stream::unfold((urls, running), move |(mut urls, mut running)| async move {
        let result = running.next().await?;
        running.extend(urls.next().map(one));
        Some((result, (urls, running)))
    })
}
