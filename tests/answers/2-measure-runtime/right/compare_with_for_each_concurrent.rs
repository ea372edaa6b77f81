//! Task: compare
//! The same loop twice: with a limit of one, and without a limit.

pub use solution::*;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

async fn timed_with(jobs: &[impl AsyncFn()], limit: Option<usize>) -> std::time::Duration {
    let start = Instant::now();
    stream::iter(jobs).for_each_concurrent(limit, |job| job()).await;
    start.elapsed()
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    Comparison { in_turn: timed_with(jobs, Some(1)).await, together: timed_with(jobs, None).await }
}
