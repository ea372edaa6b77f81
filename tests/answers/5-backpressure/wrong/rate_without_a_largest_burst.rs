//! Fails: rate_limited::gathers_no_more_than_a_burst_in_a_pause
//! Says: more than `burst` after a pause
//! Tokens are gathered without end while nobody needs them.

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
    stream! {
        let mut input = pin!(input);
        let (rate, full) = (f64::from(per_second.get()), f64::from(burst.get()));
        let (mut tokens, mut at) = (full, Instant::now());
        while let Some(item) = input.next().await {
            let now = Instant::now();
            tokens = tokens + (now - at).as_secs_f64() * rate;
            at = now;
            if tokens < 1.0 {
                let wait = (1.0 - tokens) / rate;
                sleep_until(at + Duration::from_secs_f64(wait)).await;
                let now = Instant::now();
                tokens += (now - at).as_secs_f64() * rate;
                at = now;
            }
            tokens = (tokens - 1.0).max(0.0);
            yield item;
        }
    }
}
