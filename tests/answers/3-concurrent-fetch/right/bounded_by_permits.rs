//! Task: fetch_bounded
//! First a permit, then a URL: each task returns its permit.

pub use solution::*;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};
use reqwest::Client;
use std::num::NonZeroUsize;
use std::sync::Arc;
use tokio::sync::Semaphore;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let places = Arc::new(Semaphore::new(limit.get().min(Semaphore::MAX_PERMITS)));
    let mut urls = urls.into_iter().enumerate().fuse();
    let mut running = FuturesUnordered::new();
    stream::poll_fn(move |cx| {
        while let Ok(permit) = places.clone().try_acquire_owned()
            && let Some((place, url)) = urls.next()
        {
            running.push(async move {
                let _permit = permit;
                (place, fetch(client, &url).await)
            });
        }
        running.poll_next_unpin(cx)
    })
}
