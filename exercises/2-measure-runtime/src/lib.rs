//! Chapter 2: measuring how long something takes, without fooling yourself.
//!
//! Replace each `todo!` by your own code. The comment above a function is its contract: everything that it must do.
//!
//! All times are on tokio's clock ([`tokio::time::Instant`]), which the checks can pause. What a function measures begins when
//! its future is first polled, and not when it is made. Calls do not disturb each other, neither those that run at the same
//! time nor those that were dropped.

mod types;

use std::num::NonZeroUsize;
use std::time::Duration;

use async_comprehension::async_comprehension;
use futures::{Stream, StreamExt as _};
use tokio::time::Instant;
pub use types::{Comparison, Load, Timings};

/// Runs chapter 1's `async_comprehension` four times concurrently, and returns the time until all four are done.
pub async fn measure_runtime() -> Duration {
    todo!("time four comprehensions that run at the same time")
}

/// Runs chapter 1's `async_comprehension` four times, one after the other, and returns the time that it takes.
pub async fn measure_in_turn() -> Duration {
    todo!("time four comprehensions, one after the other")
}

/// Runs every job twice: first one after the other, in their order, and then, when all of them are done, all at the
/// same time. Returns the time that each way took.
///
/// One after the other, a job is called when the one before it is done: a future such as that of `sleep` begins to count
/// when it is made.
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
/// It waits for nothing but the job, not even for other tasks to have their turn between two runs. Each run ends by itself,
/// the warm-up too, and may take as long as it likes. The median of an even number of runs is the mean of the two in the
/// middle; half a nanosecond is rounded up or down. `runs` may be any number, up to the largest: it needs memory only for
/// the runs that are done.
pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    todo!("warm up, then time each run")
}

/// Collects the numbers into a list, which grows with their count, and returns their sum.
///
/// It reads the stream to its end, however long that takes, and does not poll it again after that. A last digit that the
/// additions round is up to you, but `NaN` and infinities count as in any sum.
pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    todo!("collect, then sum")
}

/// Returns the same sum, but keeps only the sum so far: a million numbers need no more memory than ten. In every other respect
/// it behaves like [`sum_collected`].
pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    todo!("fold")
}

/// Returns a percentile of the times by the nearest rank: the shortest of them such that at least `per_mille` thousandths
/// of all are not longer. 500 asks for the median, and 999 for the time that one run of a thousand exceeds.
///
/// - The times come in any order, and some may be equal. The result is one of them: nothing is interpolated or rounded.
/// - With 0 it is the shortest, with 1000 the longest.
/// - It returns `None` without any times, and for more than 1000.
/// - There may be any number of times. The work grows hardly faster than their number, as that of sorting does.
pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    todo!("sort, and take the time of the nearest rank")
}

/// Runs every job once, at most `limit` at a time, and measures how many of them ran at the same time.
///
/// - The jobs are called in their order: the first `limit` at once, and each other one as soon as any of those that run
///   ends. `limit` may be any number, up to the largest, and a job may take as long as it likes.
/// - `took` is the time until the last job ends, `busy` the sum of the times of all jobs, each from its call to its end,
///   and `peak` the largest number of jobs that ran at the same time.
/// - `busy / took` is the mean number of jobs that run at the same time. (J. D. C. Little, "A Proof for the Queuing
///   Formula L = λW", 1961.) Without jobs, all three are zero.
pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    todo!("run the jobs with a limit, and count them")
}
