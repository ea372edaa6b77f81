//! Task: measure_runtime
//! Tasks in a set.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    let mut set = tokio::task::JoinSet::new();
    for _ in 0..4 {
        set.spawn(async_comprehension());
    }
    set.join_all().await;
    start.elapsed()
}
