//! Fails: fetch_bounded::does_not_wait_between_two_requests
//! Says: it waits on the clock after a result
//! After a 429 with `Retry-After` it sends nothing for that time.

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
        (urls.into_iter().enumerate(), FuturesUnordered::new(), None::<std::time::Duration>),
        move |(mut urls, mut fetches, mut extra)| {
            let client = client.clone();
            async move {
                if let Some(wait) = extra.take() {
                    tokio::time::sleep(wait).await;
                }
                while fetches.len() < limit.get() {
                    let Some((at, url)) = urls.next() else { break };
                    fetches.push(start(&client, at, url));
                }
                let item: (usize, Result<String, FetchError>) = fetches.next().await?;
                if let Err(FetchError::Status { retry_after, .. }) = &item.1 {
                    extra = *retry_after;
                }
                Some((item, (urls, fetches, extra)))
            }
        },
    )
}
