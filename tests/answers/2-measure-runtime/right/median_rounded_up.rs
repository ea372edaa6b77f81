//! Task: timed
//! The mean of two times, rounded up to a nanosecond.

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
    let n = times.len();
    let two = times[(n - 1) / 2] + times[n / 2];
    Timings { min: times[0], median: (two + Duration::from_nanos(1)) / 2, max: times[n - 1] }
}
