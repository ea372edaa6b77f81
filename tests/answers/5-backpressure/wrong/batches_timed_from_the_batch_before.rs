//! Fails: batches::yields_what_there_is_when_the_first_item_has_waited_long_enough
//! Says: the wait begins before the first item is there
//! The wait begins with the batch, and not with its first item.

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
        let mut input = pin!(input);
        let mut has_ended = false;
        while !has_ended {
            let mut batch = Vec::new();
            let mut wait = pin!(sleep(max_wait));
            while batch.len() < max_len.get() {
                let next = tokio::select! {
                    biased;
                    next = input.next() => next,
                    () = &mut wait => break,
                };
                match next {
                    Some(item) => batch.push(item),
                    None => {
                        has_ended = true;
                        break;
                    }
                }
            }
            if !batch.is_empty() {
                yield batch;
            }
        }
    }
}
