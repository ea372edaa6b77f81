//! Task: fetch_bounded
//! Tasks that end with their set, in a stream polled by hand.

pub use solution::*;

use futures::{Stream, stream};
use reqwest::Client;
use std::num::NonZeroUsize;
use std::task::ready;
use tokio::task::JoinSet;

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let mut urls = urls.into_iter().enumerate().fuse();
    let mut set = JoinSet::new();
    stream::poll_fn(move |cx| {
        while set.len() < limit.get()
            && let Some((place, url)) = urls.next()
        {
            let client = client.clone();
            set.spawn(async move { (place, fetch(&client, &url).await) });
        }
        let joined = ready!(set.poll_join_next(cx));
        joined.map(|result| result.expect("it does not panic")).into()
    })
}
