//! Fails: sum_streamed::streamed_needs_no_more_memory_for_more_numbers
//! Says: adds only some of the numbers
//! A limit, to be safe.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    numbers.take(10_000).fold(0.0, async |sum, number| sum + number).await
}
