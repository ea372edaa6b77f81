//! Task: batches
//! `take` and `take_until` end each batch.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::sleep;

pub fn batches<T>(
    input: impl Stream<Item = T>,
    max_len: NonZeroUsize,
    max_wait: Duration,
) -> impl Stream<Item = Vec<T>> {
    stream! {
        let mut input = pin!(input.fuse());
        while let Some(first) = input.next().await {
            let mut batch = vec![first];
            let rest = input.as_mut().take(max_len.get() - 1).take_until(sleep(max_wait));
            let mut rest = pin!(rest);
            while let Some(item) = rest.next().await {
                batch.push(item);
            }
            yield batch;
        }
    }
}
