//! Task: rate_limited
//! Tokens are counted in parts of a nanosecond, in the state of an `unfold`.

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
        tokens = (tokens + looked.elapsed().as_nanos() * parts).min(full);
        looked = Instant::now();
        while tokens < TOKEN {
            sleep(Duration::from_nanos((TOKEN - tokens).div_ceil(parts) as u64)).await;
            tokens += looked.elapsed().as_nanos() * parts;
            looked = Instant::now();
        }
        Some((item, (input, tokens - TOKEN, Some(looked))))
    })
}
