//! Task: measure_runtime
//! A stream of futures, four at a time.

pub use solution::*;

use async_comprehension::async_comprehension;
use futures::{StreamExt as _, stream};
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    stream::iter(0..4).map(|_| async_comprehension()).buffer_unordered(4).collect::<Vec<_>>().await;
    start.elapsed()
}
