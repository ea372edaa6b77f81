//! Task: timed
//! A map counts how often each time came, and the two in the middle are looked for in it.

pub use solution::*;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::Duration;

use tokio::time::Instant;

fn at(counts: &BTreeMap<Duration, usize>, place: usize) -> Duration {
    let mut before = 0usize;
    for (time, count) in counts {
        before += count;
        if place < before {
            return *time;
        }
    }
    unreachable!("there is a run at each place")
}

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut counts = BTreeMap::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        *counts.entry(start.elapsed()).or_insert(0usize) += 1;
    }
    let (low, high) = (at(&counts, (runs.get() - 1) / 2), at(&counts, runs.get() / 2));
    Timings { min: at(&counts, 0), median: low + (high - low) / 2, max: at(&counts, runs.get() - 1) }
}
