//! Fails: measure_runtime::gives_the_time_that_passed
//! Says: start and end are taken at the same moment
//! The end is taken before the waiting.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    let end = Instant::now();
    tokio::join!(async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension());
    end - start
}
