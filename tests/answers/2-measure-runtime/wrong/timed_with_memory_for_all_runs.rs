//! Fails: timed::takes_the_largest_number_of_runs
//! Says: allocates
//! `with_capacity` of a number that the caller may choose as large as it likes.

pub use solution::*;

use std::num::NonZeroUsize;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut took = Vec::with_capacity(runs.get());
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    let median = (took[(took.len() - 1) / 2] + took[took.len() / 2]) / 2;
    Timings { min: took[0], median, max: took[took.len() - 1] }
}
