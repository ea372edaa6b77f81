//! An interval whose third tick is taken late.

use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use pollscope::{future as lane, stream as stream_lane};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

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

/// Returns the seconds at which the ticks came.
// ANCHOR: late
pub async fn late(behavior: MissedTickBehavior) -> Vec<f64> {
    let start = Instant::now();
    let mut ticks = pin!(stream_lane("ticks", ticks(behavior)));
    let mut came = Vec::new();
    while ticks.next().await.is_some() {
        came.push(start.elapsed().as_secs_f64());
        if came.len() == 2 {
            lane("a long run", sleep(5 * SECOND / 2)).await;
        }
    }
    came
}
// ANCHOR_END: late
