//! Fails: rate_limited::yields_a_burst_and_then_one_item_after_the_other
//! Says: a token is not there when it should be
//! So many in each second: nothing until the second is over, and at the border of two seconds twice as many.

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
        let mut second = Instant::now();
        let mut left = burst.get();
        while let Some(item) = input.next().await {
            if left == 0 {
                second += Duration::from_secs(1);
                sleep_until(second).await;
                left = per_second.get();
            }
            left -= 1;
            yield item;
        }
    }
}
