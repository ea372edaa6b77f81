//! Fails: measure_runtime::takes_ten_seconds
//! Says: it waits for more than the four
//! A pause before they start.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let start = Instant::now();
    tokio::join!(async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension());
    start.elapsed()
}
