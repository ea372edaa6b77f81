//! Chapter 0: async generators.
//!
//! What Python calls an async generator is a *stream* in Rust: it gives one item after another, and may wait before each.
//! Here are two ways to write one, and a stream that feeds on another.

use std::pin::pin;
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
// ANCHOR: async_generator
pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            // Without `.await` there would only be a future that nobody polls, and no second would pass.
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
// ANCHOR_END: async_generator

/// Ten random numbers, one a second, that can be had again.
///
/// - Equal seeds give equal numbers, also while other streams run. Different seeds give different numbers.
/// - In all else it is as [`async_generator`].
// ANCHOR: seeded
pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        // One source of chance for all ten. A new one for each number would start over, and give the first one again.
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
// ANCHOR_END: seeded

/// The numbers of [`seeded`], made another way: by `futures::stream::unfold`.
///
/// - It gives what `seeded(seed)` gives, number for number, and at the same times.
/// - In all else it is as [`async_generator`].
// ANCHOR: unfolded
pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    // What `stream!` keeps in local variables is the state here: each step gets it and hands it on with its number.
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

/// After each number, the mean of all numbers so far: 4, 8, 3 give 4, 6, 5.
///
/// - One mean pulls exactly one number. Nothing is pulled before the first poll.
/// - It waits while `numbers` waits, ends when `numbers` ends, and does not poll it after that. No numbers, no means.
/// - It is off by less than a billionth of the largest number, also after ten thousand of them.
/// - It takes streams that are not `Unpin`, as those of `stream!` are. When it is dropped, `numbers` is dropped.
// ANCHOR: running_mean
pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        // `next` needs a stream that stays where it is, and a stream of `stream!` may not move once it was polled.
        let mut numbers = pin!(numbers);
        let (mut count, mut mean) = (0.0, 0.0);
        while let Some(number) = numbers.next().await {
            count += 1.0;
            // A sum of all numbers would grow without end, and its rounding with it; a mean stays among its numbers.
            mean += (number - mean) / count;
            yield mean;
        }
    }
}
// ANCHOR_END: running_mean
