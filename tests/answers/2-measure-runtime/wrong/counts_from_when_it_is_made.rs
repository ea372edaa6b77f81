//! Fails: measure_runtime::begins_to_count_with_its_first_poll
//! Says: when the future is made
//! The time begins when the future is made, not when it runs.

pub use solution::*;

use std::time::Duration;

use async_comprehension::async_comprehension;
use tokio::time::Instant;

pub fn measure_runtime() -> impl Future<Output = Duration> {
    let start = Instant::now();
    async move {
        futures::join!(async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension());
        start.elapsed()
    }
}
