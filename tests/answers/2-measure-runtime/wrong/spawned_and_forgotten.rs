//! Fails: measure_runtime::runs_four_comprehensions_at_the_same_time
//! Says: not all that are started are awaited to their end
//! The handles are dropped: the tasks go on, and nobody waits.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    for _ in 0..4 {
        drop(tokio::spawn(async_comprehension()));
    }
    tokio::task::yield_now().await;
    start.elapsed()
}
