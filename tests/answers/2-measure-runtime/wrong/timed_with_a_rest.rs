//! Fails: timed::runs_to_the_end_without_a_rest
//! Says: waits between
//! The machine may cool down.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut took = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    took.sort_unstable();
    let median = (took[(took.len() - 1) / 2] + took[took.len() / 2]) / 2;
    Timings { min: took[0], median, max: took[took.len() - 1] }
}
