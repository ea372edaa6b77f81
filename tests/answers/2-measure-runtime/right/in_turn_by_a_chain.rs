//! Task: measure_in_turn
//! Each future begins in the continuation of the one before.

pub use solution::*;

use async_comprehension::async_comprehension;
use futures::FutureExt as _;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_in_turn() -> Duration {
    let start = Instant::now();
    let next = |_| async_comprehension();
    async_comprehension().then(next).then(next).then(next).await;
    start.elapsed()
}
