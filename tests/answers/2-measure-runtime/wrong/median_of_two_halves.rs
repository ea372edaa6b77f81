//! Fails: timed::gives_exact_times_for_any_number_of_runs
//! Says: two halves are rounded, and then added
//! The median of an even number of runs as the sum of two halves, each rounded down.

pub use solution::*;

use std::num::NonZeroUsize;

use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut times = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let n = times.len();
    let median = if n % 2 == 1 { times[n / 2] } else { times[n / 2 - 1] / 2 + times[n / 2] / 2 };
    Timings { min: times[0], median, max: times[n - 1] }
}
