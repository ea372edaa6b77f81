//! Fails: measure_in_turn::takes_forty_seconds
//! Says: or only one runs
//! One run, multiplied.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_in_turn() -> Duration {
    let start = Instant::now();
    async_comprehension().await;
    start.elapsed() * 4
}
