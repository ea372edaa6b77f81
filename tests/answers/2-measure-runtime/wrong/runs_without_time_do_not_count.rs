//! Fails: timed::gives_exact_times_for_any_number_of_runs
//! Says: runs that took no time are not counted
//! Leaves out runs that took no time, as if they had not been measured.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

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
    let (min, max) = (times[0], times[times.len() - 1]);
    times.retain(|time| !time.is_zero());
    let n = times.len();
    let median = if n == 0 { Duration::ZERO } else { (times[(n - 1) / 2] + times[n / 2]) / 2 };
    Timings { min, median, max }
}
