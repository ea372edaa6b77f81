//! Fails: sum_streamed::streamed_needs_no_more_memory_for_more_numbers
//! Says: numbers are kept in a list or a buffer
//! A buffer that grows up to a limit: for ten numbers it is small.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let mut numbers = std::pin::pin!(numbers);
    let (mut sum, mut held) = (0.0, Vec::new());
    while let Some(number) = numbers.next().await {
        held.push(number);
        if held.len() == 1000 {
            sum += held.drain(..).sum::<f64>();
        }
    }
    sum + held.iter().sum::<f64>()
}
