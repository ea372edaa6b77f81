//! Fails: measure_in_turn::gives_the_time_that_passed
//! Says: the clock is `std::time::Instant`
//! The standard library's clock does not follow tokio's.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::{Duration, Instant};

pub async fn measure_in_turn() -> Duration {
    let start = Instant::now();
    for _ in 0..4 {
        async_comprehension().await;
    }
    start.elapsed()
}
