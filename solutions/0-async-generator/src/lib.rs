//! Chapter 0: async generators.
//!
//! An async generator is called a *stream* in Rust: it yields one item after another, and may wait before each.
//! Here are two ways to write one, and a stream that reads another stream.

use std::pin::pin;
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
// ANCHOR: async_generator
pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            // Without `.await` there would only be a future that is never polled, and no second would pass.
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
// ANCHOR_END: async_generator

/// Yields ten random numbers, one per second, which can be reproduced with the same seed.
///
/// - Equal seeds give equal numbers, even while other streams run. Different seeds give different numbers.
/// - In every other respect it behaves like [`async_generator`].
// ANCHOR: seeded
pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        // One random number generator for all ten. A new one for each number would start over with the first number.
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
// ANCHOR_END: seeded

/// Yields the numbers of [`seeded`], but is written with `futures::stream::unfold`.
///
/// - It yields the same numbers as `seeded(seed)`, at the same times, but each of them comes from a step of `unfold`.
///   To return `seeded(seed)` is no answer.
/// - In every other respect it behaves like [`async_generator`].
// ANCHOR: unfolded
pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    // The state is what `stream!` keeps in local variables: each step gets it, and returns it with its number.
    let start = (StdRng::seed_from_u64(seed), 10);
    futures::stream::unfold(start, async |(mut rng, left)| {
        if left == 0 {
            return None;
        }
        sleep(Duration::from_secs(1)).await;
        let number = rng.random_range(0.0..10.0);
        Some((number, (rng, left - 1)))
    })
}
// ANCHOR_END: unfolded

/// Yields, after each number, the mean of all numbers so far: 4, 8, 3 give 4, 6, 5.
///
/// - Each mean pulls exactly one number. Nothing is pulled before the first poll.
/// - It waits while `numbers` waits, ends when `numbers` ends, and does not poll it again after that. Without numbers
///   there are no means.
/// - Each mean is off by less than a billionth of the largest absolute value so far, even after ten thousand numbers.
///   Every number is zero, or its absolute value is between 1e-300 and 1e300.
/// - It accepts streams that are not `Unpin`, such as those made by `stream!`. When it is dropped, `numbers` is
///   dropped.
// ANCHOR: running_mean
pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        // `next` needs a pinned stream: one made by `stream!` must not move once it has been polled.
        let mut numbers = pin!(numbers);
        let (mut count, mut mean) = (0.0, 0.0);
        while let Some(number) = numbers.next().await {
            count += 1.0;
            // A sum of all numbers would grow without limit, and its rounding errors with it. A mean does not.
            mean += (number - mean) / count;
            yield mean;
        }
    }
}
// ANCHOR_END: running_mean
