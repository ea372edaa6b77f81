//! Fails: rate_limited::distances_need_not_be_whole_nanoseconds
//! Says: refilled too fast
//! The distance of the tokens is cut to whole nanoseconds: 400 million a second become 500 million, and the largest rate has no limit.

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
    let distance = Duration::from_secs(1) / per_second.get();
    async_stream::stream! {
        let mut input = pin!(input);
        let start = Instant::now();
        // The time by which all tokens that were taken have come back.
        let mut back = Duration::ZERO;
        while let Some(item) = input.next().await {
            back = back.max(start.elapsed()) + distance;
            let due = back.saturating_sub(distance * burst.get());
            if due > start.elapsed() {
                sleep_until(start + due).await;
            }
            yield item;
        }
    }
}
