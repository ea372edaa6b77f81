//! Fails: timed::gives_the_fastest_the_middle_and_the_slowest_run
//! Says: the runs are not sorted
//! The first and the last run are taken for the fastest and the slowest.

pub use solution::*;

use std::num::NonZeroUsize;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut took = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
    }
    let n = took.len();
    Timings { min: took[0], median: (took[(n - 1) / 2] + took[n / 2]) / 2, max: took[n - 1] }
}
