//! Fails: timed::gives_exact_times_for_any_number_of_runs
//! Says: cut to whole milliseconds
//! Whole numbers are easy to sort.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

pub async fn timed(runs: NonZeroUsize, job: impl AsyncFnMut()) -> Timings {
    let Timings { min, median, max } = solution::timed(runs, job).await;
    let [min, median, max] = [min, median, max].map(|time| Duration::from_millis(time.as_millis() as u64));
    Timings { min, median, max }
}
