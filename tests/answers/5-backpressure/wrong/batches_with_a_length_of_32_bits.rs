//! Fails: batches::takes_any_wait_and_any_length
//! Says: cut to 32 bits
//! The length is compared in 32 bits: 4,294,967,296 is none.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

pub fn batches<T>(
    input: impl Stream<Item = T>,
    max_len: NonZeroUsize,
    max_wait: Duration,
) -> impl Stream<Item = Vec<T>> {
    let max_len = max_len.get() as u32;
    async_stream::stream! {
        let mut input = pin!(input);
        let mut open = true;
        while open {
            let Some(first) = input.next().await else { break };
            let mut batch = vec![first];
            let mut over = pin!(sleep(max_wait));
            while (batch.len() as u32) < max_len {
                tokio::select! {
                    biased;
                    item = input.next() => match item {
                        Some(item) => batch.push(item),
                        None => { open = false; break; }
                    },
                    () = &mut over => break,
                }
            }
            yield batch;
        }
    }
}
