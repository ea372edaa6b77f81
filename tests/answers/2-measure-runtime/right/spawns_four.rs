//! Task: measure_runtime
//! Four tasks, all of them awaited.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..4 {
        tasks.spawn(async_comprehension());
    }
    tasks.join_all().await;
    Instant::now() - start
}
