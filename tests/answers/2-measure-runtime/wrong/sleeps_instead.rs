//! Fails: measure_runtime::runs_four_comprehensions_at_the_same_time
//! Says: it waits for something other than `async_comprehension`
//! It takes ten seconds, and runs nothing.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, sleep};

pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    sleep(Duration::from_secs(10)).await;
    start.elapsed()
}
