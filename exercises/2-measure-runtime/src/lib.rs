//! Chapter 2: measuring how long something takes, without fooling yourself.
//!
//! Replace each `todo!` by your own code. The comment above a function is its contract: everything that it must do.
//!
//! All times are on tokio's clock ([`tokio::time::Instant`]), which the checks can pause.

mod types;

use std::num::NonZeroUsize;
use std::time::Duration;

use async_comprehension::async_comprehension;
use futures::{Stream, StreamExt as _};
use tokio::time::Instant;
pub use types::{Comparison, Timings};

/// Runs chapter 1's `async_comprehension` four times concurrently, and returns the time until all four are done.
pub async fn measure_runtime() -> Duration {
    todo!("time four comprehensions that run at the same time")
}

/// Runs chapter 1's `async_comprehension` four times, one after the other, and returns the time that it takes.
pub async fn measure_in_turn() -> Duration {
    todo!("time four comprehensions, one after the other")
}

/// Runs every job twice: first one after the other, in their order, and then, when all of them are done, all at the
/// same time. Returns the time that each way took, to the nanosecond.
pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    todo!("run the jobs both ways")
}

impl Comparison {
    /// Returns the factor by which `together` was faster than `in_turn`. If neither took any time, neither was faster:
    /// the factor is 1. If only `together` took no time, it is infinite. Nothing is rounded.
    pub fn speedup(&self) -> f64 {
        todo!("divide")
    }
}

/// Runs the job once as a warm-up, which is not counted, and then `runs` times, one run after the other. Returns the
/// times of the fastest, the median and the slowest of the counted runs.
///
/// The median of an even number of runs is the mean of the two in the middle.
pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    todo!("warm up, then time each run")
}

/// Collects the numbers into a list, which grows with their count, and returns their sum.
pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    todo!("collect, then sum")
}

/// Returns the same sum, but keeps only the sum so far: a million numbers need no more memory than ten.
pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    todo!("fold")
}
