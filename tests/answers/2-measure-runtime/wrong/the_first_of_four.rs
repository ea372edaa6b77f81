//! Fails: measure_runtime::runs_four_comprehensions_at_the_same_time
//! Says: not all that are started are awaited to their end
//! `select` ends with the first.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    futures::future::select_all((0..4).map(|_| Box::pin(async_comprehension()))).await;
    start.elapsed()
}
