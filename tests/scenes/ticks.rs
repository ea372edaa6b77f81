//! An interval whose third tick is taken late.

use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use pollscope::{future as lane, stream as stream_lane};
use tokio::time::{MissedTickBehavior, interval, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// Yields eight ticks, one a second if nobody is late.
fn ticks(behavior: MissedTickBehavior) -> impl Stream<Item = ()> {
    let mut ticks = interval(SECOND);
    ticks.set_missed_tick_behavior(behavior);
    stream::unfold(ticks, async |mut ticks| {
        ticks.tick().await;
        Some(((), ticks))
    })
    .take(8)
}

// ANCHOR: late
pub async fn late(behavior: MissedTickBehavior) {
    let mut ticks = std::pin::pin!(stream_lane("ticks", ticks(behavior)));
    let mut count = 0;
    while ticks.next().await.is_some() {
        count += 1;
        if count == 2 {
            lane("a long run", sleep(5 * SECOND / 2)).await;
        }
    }
}
// ANCHOR_END: late
