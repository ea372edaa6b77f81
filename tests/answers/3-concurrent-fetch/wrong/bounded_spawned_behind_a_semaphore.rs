//! Fails: fetch_bounded::pulls_no_url_before_there_is_room
//! Says: the URLs are collected, or spawned, before the limit applies
//! A million URLs are a million tasks, although only three of them do anything.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    stream::once(async move {
        let places = Arc::new(Semaphore::new(limit.get()));
        let mut set = JoinSet::new();
        for (place, url) in urls.into_iter().enumerate() {
            let (client, places) = (client.clone(), Arc::clone(&places));
            set.spawn(async move {
                let _place = places.acquire().await.expect("it is never closed");
                (place, fetch(&client, &url).await)
            });
        }
        stream::unfold(set, async |mut set| {
            let result = set.join_next().await?.expect("it does not panic");
            Some((result, set))
        })
    })
    .flatten()
}
