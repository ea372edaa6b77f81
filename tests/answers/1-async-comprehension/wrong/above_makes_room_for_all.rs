//! Fails: above::reads_the_stream_to_its_end
//! Says: memory is reserved for as many items
//! It makes room for as many numbers as there can be, and panics for a stream whose upper hint is huge.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let (lower, upper) = numbers.size_hint();
    let mut kept = Vec::with_capacity(upper.unwrap_or(lower));
    let mut numbers = pin!(numbers);
    while let Some(number) = numbers.next().await {
        if number > threshold {
            kept.push(number);
        }
    }
    kept
}
