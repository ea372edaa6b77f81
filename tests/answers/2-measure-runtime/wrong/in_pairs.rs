//! Fails: measure_runtime::takes_ten_seconds
//! Says: only 2 of the four run at the same time
//! Two and two.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    tokio::join!(async_comprehension(), async_comprehension());
    tokio::join!(async_comprehension(), async_comprehension());
    start.elapsed()
}
