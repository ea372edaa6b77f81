//! Chapter 0: streams, which are what Python calls async generators.
//!
//! Replace each `stream::empty()` by your own code. The comment above a function says all that it must do.

use futures::{Stream, stream};

/// Ten random numbers, one a second.
///
/// Each number is drawn uniformly from `[0, 10)`, and before each one, the first included, comes one second of tokio's
/// time. Like a generator in Python it is lazy: a second begins when the next number is asked for, not before, and
/// until the stream is polled nothing happens at all. After the tenth number it ends. Dropped half-way, it stops at
/// once and leaves nothing running.
pub fn async_generator() -> impl Stream<Item = f64> {
    stream::empty()
}

/// The same as [`async_generator`], but repeatable: equal seeds give equal numbers, other seeds other ones.
///
/// Two streams of one seed do not disturb each other, however they are read in turns.
pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream::empty()
}

/// Item for item, and second for second, what [`seeded`] gives, but written with [`futures::stream::unfold`]: a state
/// goes in, the next item and the next state come out.
pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    stream::empty()
}

/// The mean of all numbers so far: one mean out for each number in.
///
/// One generator feeds on another: to give a mean it pulls exactly one number, and it ends when the numbers do. It
/// waits where they wait, and only there. No numbers, no mean.
pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream::empty()
}
