//! Fails: rate_limited::yields_a_burst_and_then_one_item_after_the_other
//! Says: the distances are rounded, and the errors add up
//! The wait begins with the item before, which was up to a millisecond late.

pub use solution::*;

use std::num::NonZeroU32;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, sleep};

pub fn rate_limited<T>(
    input: impl Stream<Item = T>,
    per_second: NonZeroU32,
    burst: NonZeroU32,
) -> impl Stream<Item = T> {
    stream! {
        let mut input = pin!(input);
        let mut tokens = f64::from(burst.get());
        let mut last = Instant::now();
        while let Some(item) = input.next().await {
            let gathered = last.elapsed().as_secs_f64() * f64::from(per_second.get());
            tokens = (tokens + gathered).min(f64::from(burst.get()));
            if tokens < 1.0 {
                sleep(Duration::from_secs_f64((1.0 - tokens) / f64::from(per_second.get()))).await;
                tokens = 1.0;
            }
            last = Instant::now();
            tokens -= 1.0;
            yield item;
        }
    }
}
