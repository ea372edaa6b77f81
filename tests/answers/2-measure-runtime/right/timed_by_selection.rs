//! Task: timed
//! It selects the runs in the middle without sorting all of them.

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
    let took = &mut took[1..];
    let upper = *took.select_nth_unstable(runs.get() / 2).1;
    let lower = *took.select_nth_unstable((runs.get() - 1) / 2).1;
    let (min, max) = took.iter().fold((upper, upper), |(min, max), &time| (min.min(time), max.max(time)));
    Timings { min, median: lower + (upper - lower) / 2, max }
}
