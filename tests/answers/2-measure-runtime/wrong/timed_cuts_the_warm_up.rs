//! Fails: timed::runs_to_the_end_without_a_rest
//! Says: a run is left before it is done
//! A second is enough to become warm.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    let _ = tokio::time::timeout(Duration::from_secs(1), job()).await;
    let mut took = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    let median = (took[(took.len() - 1) / 2] + took[took.len() / 2]) / 2;
    Timings { min: took[0], median, max: took[took.len() - 1] }
}
