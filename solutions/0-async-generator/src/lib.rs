//! Chapter 0: streams, which are what Python calls async generators.

use std::time::Duration;

use async_stream::stream;
use futures::{Stream, stream};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::time::sleep;

const A_SECOND: Duration = Duration::from_secs(1);

/// Ten random numbers, one a second.
///
/// Each number is drawn uniformly from `[0, 10)`, and before each one, the first included, comes one second of tokio's
/// time. Like a generator in Python it is lazy: a second begins when the next number is asked for, not before, and
/// until the stream is polled nothing happens at all. After the tenth number it ends. Dropped half-way, it stops at
/// once and leaves nothing running.
// ANCHOR: async_generator
pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(A_SECOND).await;
            // `yield` hands the number out and stops here until the next one is asked for.
            yield rand::random_range(0.0..10.0);
        }
    }
}
// ANCHOR_END: async_generator

/// The same as [`async_generator`], but repeatable: equal seeds give equal numbers, other seeds other ones.
///
/// Two streams of one seed do not disturb each other, however they are read in turns.
// ANCHOR: seeded
pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        // The generator of the numbers lives inside the stream: no other stream can draw from it.
        let mut random = StdRng::seed_from_u64(seed);
        for _ in 0..10 {
            sleep(A_SECOND).await;
            yield random.random_range(0.0..10.0);
        }
    }
}
// ANCHOR_END: seeded

/// Item for item, and second for second, what [`seeded`] gives, but written with [`futures::stream::unfold`]: a state
/// goes in, the next item and the next state come out.
// ANCHOR: unfolded
pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    // What a `stream!` keeps in its local variables is spelled out here as a value that is handed on.
    stream::unfold((StdRng::seed_from_u64(seed), 10), async |(mut random, left)| {
        if left == 0 {
            return None;
        }
        sleep(A_SECOND).await;
        let number = random.random_range(0.0..10.0);
        Some((number, (random, left - 1)))
    })
}
// ANCHOR_END: unfolded

/// The mean of all numbers so far: one mean out for each number in.
///
/// One generator feeds on another: to give a mean it pulls exactly one number, and it ends when the numbers do. It
/// waits where they wait, and only there. No numbers, no mean.
// ANCHOR: running_mean
pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let (mut mean, mut count) = (0.0, 0.0);
        for await number in numbers {
            count += 1.0;
            // Moving the mean towards the number needs no sum, which could grow without end.
            mean += (number - mean) / count;
            yield mean;
        }
    }
}
// ANCHOR_END: running_mean
