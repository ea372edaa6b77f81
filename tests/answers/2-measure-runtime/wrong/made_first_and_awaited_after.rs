//! Fails: measure_runtime::runs_four_comprehensions_at_the_same_time
//! Says: a future that is only created does nothing
//! In Python, `create_task` would have started them. Here nothing has.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    let futures = [async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension()];
    for future in futures {
        future.await;
    }
    start.elapsed()
}
