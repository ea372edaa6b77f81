//! Fails: fetch_bounded::pulls_no_url_before_there_is_room
//! Says: an endless source would never end
//! The usual way in Python: a task for each url, and a semaphore before the request.

pub use solution::*;

use futures::Stream;
use futures::stream::FuturesUnordered;
use reqwest::Client;
use std::num::NonZeroUsize;
use std::sync::Arc;
use tokio::sync::Semaphore;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let places = Arc::new(Semaphore::new(limit.get()));
    let all: FuturesUnordered<_> = urls
        .into_iter()
        .enumerate()
        .map(|(place, url)| {
            let places = Arc::clone(&places);
            async move {
                let _place = places.acquire().await.expect("it is never closed");
                (place, fetch(client, &url).await)
            }
        })
        .collect();
    all
}
