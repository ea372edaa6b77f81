//! Task: rate_limited
//! The moment at which the bucket is full again, in seconds since the start.

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
        let token = f64::from(per_second.get()).recip();
        let (start, mut full_at) = (Instant::now(), 0.0_f64);
        while let Some(item) = input.next().await {
            full_at = full_at.max(start.elapsed().as_secs_f64()) + token;
            let due = full_at - f64::from(burst.get()) * token;
            if due > start.elapsed().as_secs_f64() + 1e-9 {
                sleep_until(start + Duration::from_secs_f64(due)).await;
            }
            yield item;
        }
    }
}
