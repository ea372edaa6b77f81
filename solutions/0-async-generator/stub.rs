//! Chapter 0: async generators.
//!
//! An async generator is called a *stream* in Rust: it yields one item after another, and may wait before each.
//! Here are four stubs. The comment above each of them is its contract: everything that it must do.

use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

/// Yields ten random numbers, one per second.
///
/// - Each number is drawn uniformly from 0 (included) to 10 (excluded), independently of all others. Two streams yield
///   different numbers.
/// - One second of tokio's clock passes before each number. It begins when the number is asked for: at the first poll
///   after the previous number. The stream ends right after the tenth number, without another wait.
/// - The stream does nothing before its first poll, and never works ahead of the next number.
/// - If a `next()` is dropped before its number comes, nothing is lost: the second that it began goes on, and if the
///   number is asked for again after that second, it comes at once. (`next` is cancellation safe.)
/// - When the stream is dropped, everything that it has started stops.
pub fn async_generator() -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// Yields ten random numbers, one per second, which can be reproduced with the same seed.
///
/// - Equal seeds give equal numbers, even while other streams run. Different seeds give different numbers.
/// - In every other respect it behaves like [`async_generator`].
pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// Yields the numbers of [`seeded`], but is written with `futures::stream::unfold`.
///
/// - It yields the same numbers as `seeded(seed)`, at the same times, but each of them comes from a step of `unfold`.
///   To return `seeded(seed)` is no answer.
/// - In every other respect it behaves like [`async_generator`].
pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// Yields, after each number, the mean of all numbers so far: 4, 8, 3 give 4, 6, 5.
///
/// - Each mean pulls exactly one number. Nothing is pulled before the first poll.
/// - It waits while `numbers` waits, ends when `numbers` ends, and does not poll it again after that. Without numbers
///   there are no means.
/// - Each mean is off by less than a billionth of the largest absolute value so far, even after ten thousand numbers.
///   Every number is zero, or its absolute value is between 1e-300 and 1e300.
/// - It accepts streams that are not `Unpin`, such as those made by `stream!`. When it is dropped, `numbers` is
///   dropped.
pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    futures::stream::empty()
}
