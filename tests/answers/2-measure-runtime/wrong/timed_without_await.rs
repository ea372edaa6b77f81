//! Fails: timed::gives_the_fastest_the_middle_and_the_slowest_run
//! Says: the job is called, but its future is not awaited
//! In Python there would be a warning that a coroutine was never awaited. Here the compiler warns.

pub use solution::*;

use std::num::NonZeroUsize;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    let _ = job();
    let mut took = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        let _ = job();
        took.push(start.elapsed());
    }
    took.sort();
    let median = (took[(took.len() - 1) / 2] + took[took.len() / 2]) / 2;
    Timings { min: took[0], median, max: took[took.len() - 1] }
}
