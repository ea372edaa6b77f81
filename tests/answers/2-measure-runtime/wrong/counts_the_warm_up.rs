//! Fails: timed::does_not_count_the_warm_up
//! Says: the first run, the warm-up, is counted
//! All runs count.

pub use solution::*;

use std::num::NonZeroUsize;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    let mut took = Vec::new();
    for _ in 0..=runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    let n = took.len();
    Timings { min: took[0], median: (took[(n - 1) / 2] + took[n / 2]) / 2, max: took[n - 1] }
}
