//! Fails: batches::the_time_counts_while_the_input_always_has_an_item
//! Says: ask the timer first
//! Of the input and the timer, the input comes first, and starves the timer.

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
            let mut wait = pin!(sleep(max_wait));
            while batch.len() < max_len.get() {
                let next = tokio::select! {
                    biased;
                    next = input.next() => next,
                    () = &mut wait => None,
                };
                match next {
                    Some(item) => batch.push(item),
                    None => break,
                }
            }
            yield batch;
        }
    }
}
