//! Chapter 2: measuring how long something takes, without fooling yourself.
//!
//! All times are on tokio's clock ([`tokio::time::Instant`]), which the checks can pause.

mod types;

use std::num::NonZeroUsize;
use std::time::Duration;

use async_comprehension::async_comprehension;
use futures::{Stream, StreamExt as _, future};
use tokio::time::Instant;
pub use types::{Comparison, Timings};

/// Runs chapter 1's `async_comprehension` four times concurrently, and returns the time until all four are done.
// ANCHOR: measure_runtime
pub async fn measure_runtime() -> Duration {
    let start = Instant::now();
    tokio::join!(async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension());
    start.elapsed()
}
// ANCHOR_END: measure_runtime

/// Runs chapter 1's `async_comprehension` four times, one after the other, and returns the time that it takes.
// ANCHOR: measure_in_turn
pub async fn measure_in_turn() -> Duration {
    let start = Instant::now();
    for _ in 0..4 {
        async_comprehension().await;
    }
    start.elapsed()
}
// ANCHOR_END: measure_in_turn

/// Runs every job twice: first one after the other, in their order, and then, when all of them are done, all at the
/// same time. Returns the time that each way took, to the nanosecond.
// ANCHOR: compare
pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();

    // A job is a function, because a future can be awaited only once.
    let start = Instant::now();
    future::join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: start.elapsed() }
}
// ANCHOR_END: compare

impl Comparison {
    /// Returns the factor by which `together` was faster than `in_turn`. If neither took any time, neither was faster:
    /// the factor is 1. If only `together` took no time, it is infinite. Nothing is rounded.
    // ANCHOR: speedup
    pub fn speedup(&self) -> f64 {
        if self.in_turn == self.together {
            // This includes zero and zero, whose quotient would be `NaN`.
            return 1.0;
        }
        self.in_turn.as_secs_f64() / self.together.as_secs_f64()
    }
    // ANCHOR_END: speedup
}

/// Runs the job once as a warm-up, which is not counted, and then `runs` times, one run after the other. Returns the
/// times of the fastest, the median and the slowest of the counted runs.
///
/// The median of an even number of runs is the mean of the two in the middle.
// ANCHOR: timed
pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    // The first run fills caches and opens lazy connections, so it says little about the others.
    job().await;
    let mut took = Vec::with_capacity(runs.get());
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    // With an odd number of runs, both are the one in the middle.
    let median = (took[(took.len() - 1) / 2] + took[took.len() / 2]) / 2;
    Timings { min: took[0], median, max: took[took.len() - 1] }
}
// ANCHOR_END: timed

/// Collects the numbers into a list, which grows with their count, and returns their sum.
// ANCHOR: sum_collected
pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let numbers: Vec<f64> = numbers.collect().await;
    numbers.iter().sum()
}
// ANCHOR_END: sum_collected

/// Returns the same sum, but keeps only the sum so far: a million numbers need no more memory than ten.
// ANCHOR: sum_streamed
pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    numbers.fold(0.0, async |sum, number| sum + number).await
}
// ANCHOR_END: sum_streamed
