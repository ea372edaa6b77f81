//! Fails: measure_runtime::runs_four_comprehensions_at_the_same_time
//! Says: there are too many of them
//! One more than four.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    futures::future::join_all((0..5).map(|_| async_comprehension())).await;
    start.elapsed()
}
