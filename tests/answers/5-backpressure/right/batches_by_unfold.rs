//! Task: batches
//! `unfold` over the input, and `timeout_at` with a moment that may not exist.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};

pub fn batches<T>(
    input: impl Stream<Item = T>,
    max_len: NonZeroUsize,
    max_wait: Duration,
) -> impl Stream<Item = Vec<T>> {
    stream::unfold(Box::pin(input.fuse()), move |mut input| async move {
        let mut batch = vec![input.next().await?];
        let over = Instant::now().checked_add(max_wait);
        while batch.len() < max_len.get() {
            // The timeout alone would ask the input first, also when that always has an item.
            if over.is_some_and(|over| over <= Instant::now()) {
                break;
            }
            let next = match over {
                Some(over) => timeout_at(over, input.next()).await.ok().flatten(),
                None => input.next().await,
            };
            let Some(item) = next else { break };
            batch.push(item);
        }
        Some((batch, input))
    })
}
