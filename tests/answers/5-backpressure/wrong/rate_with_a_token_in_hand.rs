//! Fails: rate_limited::the_end_needs_no_token
//! Says: it waits for a token before it knows that there is an item
//! A token is taken first. While it waits for an item, the bucket gets full again, and then there is a token too many.

pub use solution::*;

use std::num::NonZeroU32;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, sleep_until};

pub fn rate_limited<T>(
    input: impl Stream<Item = T>,
    per_second: NonZeroU32,
    burst: NonZeroU32,
) -> impl Stream<Item = T> {
    let parts = u128::from(per_second.get());
    stream! {
        let mut input = pin!(input);
        let start = Instant::now();
        let mut full_at = 0;
        loop {
            full_at = (start.elapsed().as_nanos() * parts).max(full_at) + 1_000_000_000;
            let due = full_at.saturating_sub(u128::from(burst.get()) * 1_000_000_000).div_ceil(parts);
            let due = start + Duration::from_nanos(due as u64);
            if Instant::now() < due {
                sleep_until(due).await;
            }
            match input.next().await {
                Some(item) => yield item,
                None => break,
            }
        }
    }
}
