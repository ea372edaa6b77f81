//! Fails: measure_runtime::gives_the_time_that_passed
//! Says: the clock is started too late
//! The first comprehension runs before the clock does.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    async_comprehension().await;
    let start = Instant::now();
    tokio::join!(async_comprehension(), async_comprehension(), async_comprehension());
    start.elapsed()
}
