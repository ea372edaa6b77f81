//! Fails: timed::counts_what_a_job_does_when_it_is_called
//! Says: is a part of its run
//! The job is called before the clock is read: what the call itself does is not counted.

pub use solution::*;

use std::num::NonZeroUsize;

use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut times = Vec::new();
    for _ in 0..runs.get() {
        let run = job();
        let start = Instant::now();
        run.await;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let (low, high) = (times[(times.len() - 1) / 2], times[times.len() / 2]);
    Timings { min: times[0], median: low + (high - low) / 2, max: times[times.len() - 1] }
}
