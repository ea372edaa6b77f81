//! Fails: sum_streamed::streamed_needs_no_more_memory_for_more_numbers
//! Says: the numbers are collected
//! A list on the way.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    numbers.collect::<Vec<f64>>().await.iter().sum()
}
