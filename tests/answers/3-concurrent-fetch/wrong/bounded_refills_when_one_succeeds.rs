//! Fails: fetch_bounded::starts_one_fetch_for_each_that_ends
//! Says: because it failed
//! A failed fetch gives its place back only with the next success, unless all places are lost.

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
    let client = client.clone();
    let start = |client: &Client, at: usize, url: String| {
        let client = client.clone();
        async move { (at, fetch(&client, &url).await) }
    };
    stream::unfold(
        (urls.into_iter().enumerate(), FuturesUnordered::new(), 0_usize),
        move |(mut urls, mut fetches, mut extra)| {
            let client = client.clone();
            async move {
                if fetches.is_empty() {
                    extra = 0;
                }
                while fetches.len() + extra < limit.get() {
                    let Some((at, url)) = urls.next() else { break };
                    fetches.push(start(&client, at, url));
                }
                let item: (usize, Result<String, FetchError>) = fetches.next().await?;
                extra = if item.1.is_ok() { 0 } else { extra + 1 };
                Some((item, (urls, fetches, extra)))
            }
        },
    )
}
