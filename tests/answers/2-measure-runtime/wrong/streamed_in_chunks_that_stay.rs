//! Fails: sum_streamed::streamed_needs_no_more_memory_for_more_numbers
//! Says: numbers are kept in a list or a buffer
//! Chunks are summed one by one, but all their sums are kept.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let sums: Vec<f64> = numbers.chunks(10).map(|chunk| chunk.iter().sum::<f64>()).collect().await;
    sums.iter().sum()
}
