//! Fails: timed::does_not_count_the_warm_up
//! Says: start it again before each run
//! Each time contains those before it.

pub use solution::*;

use std::num::NonZeroUsize;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let start = Instant::now();
    let mut took = Vec::new();
    for _ in 0..runs.get() {
        job().await;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    let n = took.len();
    Timings { min: took[0], median: (took[(n - 1) / 2] + took[n / 2]) / 2, max: took[n - 1] }
}
