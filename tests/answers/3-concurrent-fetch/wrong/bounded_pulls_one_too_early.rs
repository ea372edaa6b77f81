//! Fails: fetch_bounded::pulls_no_url_before_there_is_room
//! Says: wait for the room first
//! It pulls the URL, and then waits for a slot.

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
    let urls = urls.into_iter().enumerate();
    stream::unfold((urls, FuturesUnordered::new(), None), move |(mut urls, mut running, mut next)| async move {
        loop {
            next = next.or_else(|| urls.next());
            match next.take() {
                Some((place, url)) if running.len() < limit.get() => {
                    running.push(async move { (place, fetch(client, &url).await) });
                }
                waiting => return running.next().await.map(|result| (result, (urls, running, waiting))),
            }
        }
    })
}
