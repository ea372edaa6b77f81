//! The pace of a pipeline: stages and tasks.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use ::backpressure::{mapped, two_stages};
use futures::{Stream, StreamExt as _, stream};
use pollscope::future as lane;
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

/// Takes one second for `x * 2` and one for `+ 3`, and stores each result in `store` seconds.
// ANCHOR: stages
pub async fn stages(store: u64) -> Vec<u64> {
    let first = async |x: u64| {
        lane(format!("first {x}"), sleep(SECOND)).await;
        x * 2
    };
    let second = async |x: u64| {
        lane(format!("second {x}"), sleep(SECOND)).await;
        x + 3
    };
    let results = two_stages(stream::iter(0..5), first, second, NonZeroUsize::MIN);
    stored(results, store).await
}
// ANCHOR_END: stages

/// Reads a stream, and takes some seconds for each item.
async fn stored(items: impl Stream<Item = u64>, seconds: u64) -> Vec<u64> {
    let mut items = pin!(items);
    let mut stored = Vec::new();
    while let Some(item) = items.next().await {
        lane(format!("store {item}"), sleep(Duration::from_secs(seconds))).await;
        stored.push(item);
    }
    stored
}

/// Looks something up in steps of a second: three for an odd id, and five for an even one.
async fn lookup(id: u64) -> u64 {
    let steps = async {
        for _ in 0..5 - id % 2 * 2 {
            sleep(SECOND).await;
        }
    };
    lane(format!("lookup {id}"), steps).await;
    id
}

// ANCHOR: nobody_polls
pub async fn nobody_polls() -> Vec<u64> {
    stored(stream::iter(1..=4).map(lookup).buffer_unordered(2), 4).await
}
// ANCHOR_END: nobody_polls

// ANCHOR: tasks_are_polled
pub async fn tasks_are_polled() -> Vec<u64> {
    let two = NonZeroUsize::MIN.saturating_add(1);
    stored(mapped(stream::iter(1..=4), two, lookup), 4).await
}
// ANCHOR_END: tasks_are_polled
