//! Task: measure_runtime
//! `join_all` over four futures.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    futures::future::join_all((0..4).map(|_| async_comprehension())).await;
    start.elapsed()
}
