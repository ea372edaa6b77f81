//! Fails: batches::yields_a_full_batch_at_once
//! Says: a full batch is noticed only when the next item is there
//! Whether the batch is full is asked when another item has come.

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
        let mut kept = input.next().await;
        while let Some(first) = kept.take() {
            let mut batch = vec![first];
            let mut wait = pin!(sleep(max_wait));
            loop {
                let next = tokio::select! {
                    biased;
                    next = input.next() => next,
                    () = &mut wait => break,
                };
                match next {
                    Some(item) if batch.len() < max_len.get() => batch.push(item),
                    other => {
                        kept = other;
                        break;
                    }
                }
            }
            yield batch;
            if kept.is_none() {
                kept = input.next().await;
            }
        }
    }
}
