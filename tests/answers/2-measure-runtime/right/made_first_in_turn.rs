//! Task: measure_in_turn
//! Futures that are made first start when they are awaited: this is sequential.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_in_turn() -> Duration {
    let start = Instant::now();
    for future in [async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension()] {
        future.await;
    }
    start.elapsed()
}
