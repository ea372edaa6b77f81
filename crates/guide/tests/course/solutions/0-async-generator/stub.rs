//! Chapter 0: async generators.
//!
//! What Python calls an async generator is a *stream* in Rust: it gives one item after another, and may wait before each.
//! Here stand four stubs, and above each of them what it must do.

use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

/// Ten random numbers, one a second.
///
/// - Each number is drawn evenly from 0 (which can come) up to 10 (which cannot). Two streams give different numbers.
/// - One second of tokio's clock passes before each number. It begins when the number is asked for: at the first poll
///   after the number before. The stream ends after the tenth number, without another wait.
/// - Nothing happens before the first poll, and nothing is done ahead of the next one.
/// - A `next()` that is dropped before its number comes loses nothing: the second that it began goes on.
/// - When the stream is dropped, nothing of it goes on.
pub fn async_generator() -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// Ten random numbers, one a second, that can be had again.
///
/// - Equal seeds give equal numbers, also while other streams run. Different seeds give different numbers.
/// - In all else it is as [`async_generator`].
pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// The numbers of [`seeded`], made another way: by `futures::stream::unfold`.
///
/// - It gives what `seeded(seed)` gives, number for number, and at the same times.
/// - In all else it is as [`async_generator`].
pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    futures::stream::empty()
}

/// After each number, the mean of all numbers so far: 4, 8, 3 give 4, 6, 5.
///
/// - One mean pulls exactly one number. Nothing is pulled before the first poll.
/// - It waits while `numbers` waits, ends when `numbers` ends, and does not poll it after that. No numbers, no means.
/// - It is off by less than a billionth of the largest number, also after ten thousand of them.
/// - It takes streams that are not `Unpin`, as those of `stream!` are. When it is dropped, `numbers` is dropped.
pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    futures::stream::empty()
}
