//! Fails: timed::takes_the_largest_number_of_runs
//! Says: goes through a smaller type
//! Counts the runs in 32 bits.

pub use solution::*;

use std::num::NonZeroUsize;

use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut times = Vec::new();
    for _ in 0..runs.get() as u32 {
        let start = Instant::now();
        job().await;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let n = times.len();
    if n == 0 {
        return Timings { min: Default::default(), median: Default::default(), max: Default::default() };
    }
    Timings { min: times[0], median: (times[(n - 1) / 2] + times[n / 2]) / 2, max: times[n - 1] }
}
