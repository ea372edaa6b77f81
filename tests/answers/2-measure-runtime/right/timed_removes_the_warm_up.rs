//! Task: timed
//! The warm-up is timed as well, and thrown away.

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
    took.remove(0);
    took.sort_unstable();
    let n = took.len();
    Timings { min: took[0], median: (took[(n - 1) / 2] + took[n / 2]) / 2, max: took[n - 1] }
}
