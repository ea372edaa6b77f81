//! Fails: fetch_bounded::has_as_many_in_flight_as_the_limit_allows_and_never_more
//! Says: it starts one more when the limit is reached already
//! `<=` in place of `<`.

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
    let urls = urls.into_iter().enumerate().fuse();
    stream::unfold((urls, FuturesUnordered::new()), move |(mut urls, mut running)| async move {
        while running.len() <= limit.get()
            && let Some((place, url)) = urls.next()
        {
            running.push(async move { (place, fetch(client, &url).await) });
        }
        running.next().await.map(|result| (result, (urls, running)))
    })
}
