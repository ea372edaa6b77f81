//! Fails: timed::measures_centuries
//! Says: ends after 584 years
//! The times are kept as a `u64` of nanoseconds.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut took: Vec<u64> = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed().as_nanos() as u64);
    }
    took.sort_unstable();
    let median = took[(took.len() - 1) / 2].midpoint(took[took.len() / 2]);
    let [min, median, max] = [took[0], median, took[took.len() - 1]].map(Duration::from_nanos);
    Timings { min, median, max }
}
