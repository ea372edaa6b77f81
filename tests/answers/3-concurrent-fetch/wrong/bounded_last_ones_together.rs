//! Fails: fetch_bounded::starts_one_fetch_for_each_that_ends
//! Says: when no URLs are left, it waits for all requests in flight
//! When there are no more URLs, it waits for all requests that are still in flight before it yields the first of them.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};
use reqwest::Client;
use std::num::NonZeroUsize;

type Indexed = (usize, Result<String, FetchError>);

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = Indexed> {
    let urls = urls.into_iter().enumerate().fuse();
    let finished: Vec<Indexed> = Vec::new();
    stream::unfold((urls, FuturesUnordered::new(), finished), move |(mut urls, mut running, mut finished)| async move {
        if let Some(result) = finished.pop() {
            return Some((result, (urls, running, finished)));
        }
        while running.len() < limit.get() {
            if let Some((index, url)) = urls.next() {
                running.push(async move { (index, fetch(client, &url).await) });
            } else {
                finished = running.by_ref().collect().await;
                finished.reverse();
                let result = finished.pop()?;
                return Some((result, (urls, running, finished)));
            }
        }
        let result = running.next().await?;
        Some((result, (urls, running, finished)))
    })
}
