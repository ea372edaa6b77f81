//! Fails: timed::runs_the_job_once_more_than_it_counts_one_at_a_time
//! Says: it ran 5 times
//! One run too many before those that count.

pub use solution::*;

use std::num::NonZeroUsize;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    job().await;
    let mut took = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
    }
    let n = took.len();
    took.sort_unstable();
    Timings { min: took[0], median: (took[(n - 1) / 2] + took[n / 2]) / 2, max: took[n - 1] }
}
