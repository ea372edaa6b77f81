//! Fails: rate_limited::small_parts_of_a_token_add_up_in_a_large_bucket
//! Says: part of a token is lost
//! The tokens are an `f32`: from 16,777,216 on, taking one changes nothing.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::num::NonZeroU32;
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

pub fn rate_limited<T>(
    input: impl Stream<Item = T>,
    per_second: NonZeroU32,
    burst: NonZeroU32,
) -> impl Stream<Item = T> {
    let (rate, most) = (per_second.get() as f32, burst.get() as f32);
    async_stream::stream! {
        let mut input = pin!(input);
        let mut at = Instant::now();
        let mut tokens = most;
        while let Some(item) = input.next().await {
            let now = Instant::now();
            tokens = (tokens + (now - at).as_secs_f32() * rate).min(most);
            at = now;
            if tokens < 1.0 {
                let wait = Duration::from_secs_f32((1.0 - tokens) / rate);
                at += wait;
                sleep_until(at).await;
                tokens = 1.0;
            }
            tokens -= 1.0;
            yield item;
        }
    }
}
