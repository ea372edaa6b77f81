//! Fails: timed::waits_for_nothing_but_the_job
//! Says: gives way to other tasks
//! It yields to the runtime between two runs.

pub use solution::*;

use std::num::NonZeroUsize;

use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut times = Vec::new();
    for _ in 0..runs.get() {
        tokio::task::yield_now().await;
        let started = Instant::now();
        job().await;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    let (low, high) = (times[(times.len() - 1) / 2], times[times.len() / 2]);
    Timings { min: times[0], median: low + (high - low) / 2, max: times[times.len() - 1] }
}
