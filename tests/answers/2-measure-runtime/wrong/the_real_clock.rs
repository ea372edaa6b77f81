//! Fails: measure_runtime::gives_the_time_that_passed
//! Says: the clock is `std::time::Instant`
//! The standard library's clock does not follow tokio's.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::{Duration, Instant};

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    tokio::join!(async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension());
    start.elapsed()
}
