//! Fails: measure_in_turn::gives_the_time_that_passed
//! Says: the clock is started too late
//! The clock starts again in each round, so only the last one counts.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_in_turn() -> Duration {
    let mut start = Instant::now();
    for _ in 0..4 {
        start = Instant::now();
        async_comprehension().await;
    }
    start.elapsed()
}
