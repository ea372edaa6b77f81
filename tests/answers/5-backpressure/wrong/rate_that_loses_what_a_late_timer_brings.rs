//! Fails: rate_limited::yields_a_burst_and_then_one_item_after_the_other
//! Says: the distances are rounded, and the errors add up
//! A bucket for one token is full when the late timer ends: what has come since is lost, each time.

pub use solution::*;

use std::num::NonZeroU32;
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use tokio::time::{Instant, sleep};

pub fn rate_limited<T>(
    input: impl Stream<Item = T>,
    per_second: NonZeroU32,
    burst: NonZeroU32,
) -> impl Stream<Item = T> {
    const TOKEN: u128 = 1_000_000_000;
    let parts = u128::from(per_second.get());
    let full = u128::from(burst.get()) * TOKEN;
    stream::unfold((Box::pin(input), full, None), move |(mut input, mut tokens, looked)| async move {
        let mut looked: Instant = looked.unwrap_or_else(Instant::now);
        let item = input.next().await?;
        loop {
            let now = Instant::now();
            tokens = (tokens + (now - looked).as_nanos() * parts).min(full);
            looked = now;
            if tokens >= TOKEN {
                return Some((item, (input, tokens - TOKEN, Some(looked))));
            }
            sleep(Duration::from_nanos((TOKEN - tokens).div_ceil(parts) as u64)).await;
        }
    })
}
