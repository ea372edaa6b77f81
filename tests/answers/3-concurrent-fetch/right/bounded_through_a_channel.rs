//! Task: fetch_bounded
//! `for_each_concurrent` sends the results, and the reader drives it.

pub use solution::*;

use futures::channel::mpsc;
use futures::{Stream, StreamExt as _, stream};
use reqwest::Client;
use std::num::NonZeroUsize;
use std::task::Poll;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let (results, mut fetched) = mpsc::unbounded();
    let mut driver = Box::pin(async move {
        stream::iter(urls.into_iter().enumerate())
            .for_each_concurrent(limit.get(), |(place, url)| {
                let results = results.clone();
                async move {
                    let result = fetch(client, &url).await;
                    // Without a reader nobody polls this.
                    let _ = results.unbounded_send((place, result));
                }
            })
            .await;
    });
    let mut is_driven = true;
    stream::poll_fn(move |cx| {
        if is_driven {
            is_driven = driver.as_mut().poll(cx).is_pending();
        }
        match fetched.poll_next_unpin(cx) {
            Poll::Pending if !is_driven => Poll::Ready(None),
            other => other,
        }
    })
}
