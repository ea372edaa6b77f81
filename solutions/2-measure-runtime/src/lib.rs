//! Chapter 2: measuring how long something takes, without fooling yourself.
//!
//! All times are on tokio's clock ([`tokio::time::Instant`]), which the checks can pause. What a function measures begins when
//! its future is first polled, and not when it is made. The run of a job begins with its call: what the call itself does counts.
//! Times are exact to the nanosecond, also if they are centuries. Calls do not disturb each other, neither those that run at the
//! same time nor those that were dropped. A stream may yield far fewer items than its `size_hint` allows at most.

mod types;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use async_comprehension::async_comprehension;
use futures::{Stream, StreamExt as _, future, stream};
use tokio::time::Instant;
pub use types::{Comparison, Load, Timings};

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
/// same time. Returns the time that each way took.
///
/// One after the other, a job is called when the one before it is done: a future such as that of `sleep` begins to count
/// when it is made.
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
/// It waits for nothing but the job, not even for other tasks to have their turn between two runs. Each run ends by itself,
/// the warm-up too, and may take as long as it likes. The median of an even number of runs is the mean of the two in the
/// middle; half a nanosecond is rounded up or down. `runs` may be any number, up to the largest: it needs memory only for
/// the runs that are done.
// ANCHOR: timed
pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    // The first run fills caches and opens lazy connections, so it says little about the others.
    job().await;
    let mut took = Vec::new();
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
///
/// It reads the stream to its end, however long that takes, and does not poll it again after that. A last digit that the
/// additions round is up to you, but `NaN` and infinities count as in any sum.
// ANCHOR: sum_collected
pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let numbers: Vec<f64> = numbers.collect().await;
    numbers.iter().sum()
}
// ANCHOR_END: sum_collected

/// Returns the same sum, but keeps only the sum so far: a million numbers need no more memory than ten. In every other respect
/// it behaves like [`sum_collected`].
// ANCHOR: sum_streamed
pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    numbers.fold(0.0, async |sum, number| sum + number).await
}
// ANCHOR_END: sum_streamed

/// Returns a percentile of the times by the nearest rank: the shortest of them such that at least `per_mille` thousandths
/// of all are not longer. 500 asks for the median, and 999 for the time that one run of a thousand exceeds.
///
/// - The times come in any order, and some may be equal. The result is one of them: nothing is interpolated or rounded.
/// - With 0 it is the shortest, with 1000 the longest.
/// - It returns `None` without any times, and for more than 1000.
/// - There may be any number of times. The work grows hardly faster than their number, as that of sorting does.
// ANCHOR: percentile
pub fn percentile(times: &[Duration], per_mille: u16) -> Option<Duration> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    // Not in floats: 0.07 * 100.0 is more than 7.
    let rank = (sorted.len() * usize::from(per_mille)).div_ceil(1000);
    sorted.get(rank.saturating_sub(1)).copied()
}
// ANCHOR_END: percentile

/// Runs every job once, at most `limit` at a time, and measures how many of them ran at the same time.
///
/// - The jobs are called in their order: the first `limit` at once, and each other one as soon as any of those that run
///   ends. `limit` may be any number, up to the largest, and a job may take as long as it likes.
/// - `took` is the time until the last job ends, `busy` the sum of the times of all jobs, each from its call to its end,
///   and `peak` the largest number of jobs that ran at the same time.
/// - `busy / took` is the mean number of jobs that run at the same time. (J. D. C. Little, "A Proof for the Queuing
///   Formula L = λW", 1961.) Without jobs, all three are zero.
// ANCHOR: load
pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (running, peak) = (&Cell::new(0), &Cell::new(0));
    let start = Instant::now();
    let busy = stream::iter(jobs)
        .map(async |job| {
            running.set(running.get() + 1);
            peak.set(peak.get().max(running.get()));
            let start = Instant::now();
            job().await;
            running.set(running.get() - 1);
            start.elapsed()
        })
        .buffer_unordered(limit.get())
        .fold(Duration::ZERO, async |busy, took| busy + took)
        .await;
    Load { took: start.elapsed(), busy, peak: peak.get() }
}
// ANCHOR_END: load
