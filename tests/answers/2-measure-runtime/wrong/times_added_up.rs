//! Fails: measure_runtime::gives_the_time_that_passed
//! Says: more than what is to be measured
//! Four times that overlap are added up.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    tokio::join!(async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension());
    start.elapsed() * 4
}
