//! Chapter 2: how long it takes, and how to find out without fooling yourself.
//!
//! Replace each `todo!` by your own code. The comment above a function says all that it must do.
//!
//! All times are those of tokio's clock ([`tokio::time::Instant`]), which the checks can pause.

mod types;

use std::num::NonZeroUsize;
use std::time::Duration;

use async_comprehension::async_comprehension;
use futures::{Stream, StreamExt as _};
use tokio::time::Instant;
pub use types::{Comparison, Timings};

/// Runs four of chapter 1's `async_comprehension` at the same time, and gives the time that all of them took together.
pub async fn measure_runtime() -> Duration {
    todo!("time four comprehensions that run at the same time")
}

/// Runs four of chapter 1's `async_comprehension` one after the other, and gives the time that it took.
pub async fn measure_in_turn() -> Duration {
    todo!("time four comprehensions, one after the other")
}

/// Runs every job twice: first one after the other, in their order; then, when all of that is done, all of them at the
/// same time. Gives what each way took.
pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    todo!("run the jobs both ways")
}

impl Comparison {
    /// How many times faster together was than in turn. Where neither took any time, neither was faster: 1.
    pub fn speedup(&self) -> f64 {
        todo!("divide")
    }
}

/// Runs the job once to warm up, which is not counted, then `runs` times, one run after the other. Gives the fastest,
/// the middle and the slowest of these.
///
/// The median of an even number of runs is the mean of the two in the middle.
pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    todo!("warm up, then time each run")
}

/// The sum of the numbers, which are collected first: the list of them grows with their count.
pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    todo!("collect, then sum")
}

/// The same sum, of which only the sum so far is kept: a million numbers need no more memory than ten.
pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    todo!("fold")
}
