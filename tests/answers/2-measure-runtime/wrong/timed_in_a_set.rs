//! Fails: timed::gives_exact_times_for_any_number_of_runs
//! Says: equal times are counted once
//! A set keeps equal times once, which moves the middle.

pub use solution::*;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut times = BTreeSet::new();
    for _ in 0..runs.get() {
        let started = Instant::now();
        job().await;
        times.insert(started.elapsed());
    }
    let times: Vec<_> = times.into_iter().collect();
    let (low, high) = (times[(times.len() - 1) / 2], times[times.len() / 2]);
    Timings { min: times[0], median: low + (high - low) / 2, max: times[times.len() - 1] }
}
