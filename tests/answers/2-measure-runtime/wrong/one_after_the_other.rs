//! Fails: measure_runtime::takes_ten_seconds
//! Says: the four run one after the other
//! An `.await` in a loop.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    for _ in 0..4 {
        async_comprehension().await;
    }
    start.elapsed()
}
