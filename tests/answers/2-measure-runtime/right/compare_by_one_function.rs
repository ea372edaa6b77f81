//! Task: compare
//! Both ways are the same stream with another limit.

pub use solution::*;

use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

async fn with_limit(jobs: &[impl AsyncFn()], limit: Option<usize>) -> Duration {
    let start = Instant::now();
    stream::iter(jobs).for_each_concurrent(limit, |job| async move { job().await }).await;
    start.elapsed()
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    Comparison { in_turn: with_limit(jobs, Some(1)).await, together: with_limit(jobs, None).await }
}
