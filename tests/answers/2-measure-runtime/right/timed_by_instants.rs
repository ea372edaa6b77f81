//! Task: timed
//! The difference of two instants.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut took: Vec<Duration> = Vec::new();
    while took.len() < runs.get() {
        let before = Instant::now();
        job().await;
        let after = Instant::now();
        took.push(after - before);
    }
    took.sort();
    let (low, high) = (took[(runs.get() - 1) / 2], took[runs.get() / 2]);
    Timings { min: *took.first().unwrap(), median: low + (high - low) / 2, max: *took.last().unwrap() }
}
