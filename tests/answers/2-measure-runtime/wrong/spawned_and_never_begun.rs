//! Fails: measure_runtime::runs_four_comprehensions_at_the_same_time
//! Says: a task is spawned and not awaited
//! Nothing lets the tasks begin before the time is returned.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    for _ in 0..4 {
        tokio::spawn(async_comprehension());
    }
    start.elapsed()
}
