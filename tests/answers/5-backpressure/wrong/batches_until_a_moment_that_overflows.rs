//! Fails: batches::takes_any_wait_and_any_length
//! Says: overflows
//! There is no moment at `Instant::now() + Duration::MAX`.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, timeout_at};

pub fn batches<T>(
    input: impl Stream<Item = T>,
    max_len: NonZeroUsize,
    max_wait: Duration,
) -> impl Stream<Item = Vec<T>> {
    stream! {
        let mut input = pin!(input.fuse());
        while let Some(first) = input.next().await {
            let mut batch = vec![first];
            let over = Instant::now() + max_wait;
            while batch.len() < max_len.get() {
                match timeout_at(over, input.next()).await {
                    Ok(Some(item)) => batch.push(item),
                    Ok(None) | Err(_) => break,
                }
            }
            yield batch;
        }
    }
}
