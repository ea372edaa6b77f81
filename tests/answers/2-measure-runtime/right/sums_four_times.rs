//! Task: measure_in_turn
//! Each one timed alone, the times added.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_in_turn() -> Duration {
    let mut sum = Duration::ZERO;
    for _ in 0..4 {
        let start = Instant::now();
        async_comprehension().await;
        sum += start.elapsed();
    }
    sum
}
