//! Fails: timed::gives_the_fastest_the_middle_and_the_slowest_run
//! Says: the median is taken from runs that are not sorted
//! The run in the middle of the list, which is not sorted.

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
    let (min, max) = (*took.iter().min().unwrap(), *took.iter().max().unwrap());
    let n = took.len();
    Timings { min, median: (took[(n - 1) / 2] + took[n / 2]) / 2, max }
}
