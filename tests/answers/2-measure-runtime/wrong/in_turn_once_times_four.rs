//! Fails: measure_in_turn::takes_forty_seconds
//! Says: only 1 of four ran to the end
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
