//! Fails: batches::an_item_does_not_prolong_the_wait
//! Says: each item begins the wait anew
//! `timeout` in a loop makes a new timer in each turn.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::timeout;

pub fn batches<T>(
    input: impl Stream<Item = T>,
    max_len: NonZeroUsize,
    max_wait: Duration,
) -> impl Stream<Item = Vec<T>> {
    stream! {
        let mut input = pin!(input.fuse());
        while let Some(first) = input.next().await {
            let mut batch = vec![first];
            while batch.len() < max_len.get() {
                match timeout(max_wait, input.next()).await {
                    Ok(Some(item)) => batch.push(item),
                    Ok(None) | Err(_) => break,
                }
            }
            yield batch;
        }
    }
}
