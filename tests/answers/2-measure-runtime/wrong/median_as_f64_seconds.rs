//! Fails: timed::measures_months_to_the_nanosecond
//! Says: the time loses its last digits
//! The mean of the two in the middle as `f64` seconds.

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
    let middle = (times[(n - 1) / 2].as_secs_f64() + times[n / 2].as_secs_f64()) / 2.0;
    let median = if n % 2 == 1 { times[n / 2] } else { Duration::from_secs_f64(middle) };
    Timings { min: times[0], median, max: times[n - 1] }
}
