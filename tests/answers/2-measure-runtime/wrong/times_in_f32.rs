//! Fails: timed::gives_exact_times_for_any_number_of_runs
//! Says: the time loses its last digits
//! Seconds in an `f32` have seven digits.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

pub async fn timed(runs: NonZeroUsize, job: impl AsyncFnMut()) -> Timings {
    let Timings { min, median, max } = solution::timed(runs, job).await;
    let [min, median, max] = [min, median, max].map(|time| Duration::from_secs_f32(time.as_secs_f32()));
    Timings { min, median, max }
}
