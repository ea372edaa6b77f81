//! Fails: fetch_bounded::has_as_many_in_flight_whatever_has_come
//! Says: it lowers the limit after a result of this kind
//! After a 429 it halves the limit, and each other result raises it by one again.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::stream::{self, FuturesUnordered};
use futures::{Stream, StreamExt as _};
use reqwest::{Client, StatusCode};

pub fn fetch_bounded(
    client: &Client,
    urls: impl IntoIterator<Item = String>,
    limit: NonZeroUsize,
) -> impl Stream<Item = (usize, Result<String, FetchError>)> {
    let mut urls = urls.into_iter().enumerate().fuse();
    let mut in_flight = FuturesUnordered::new();
    let mut allowed = limit.get();
    stream::poll_fn(move |cx| {
        while in_flight.len() < allowed {
            let Some((index, url)) = urls.next() else { break };
            in_flight.push(async move { (index, fetch(client, &url).await) });
        }
        let next = in_flight.poll_next_unpin(cx);
        if let std::task::Poll::Ready(Some((_, result))) = &next {
            allowed = match result {
                Err(FetchError::Status { status: StatusCode::TOO_MANY_REQUESTS, .. }) => (allowed / 2).max(1),
                _ => allowed.saturating_add(1).min(limit.get()),
            };
        }
        next
    })
}
