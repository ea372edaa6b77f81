//! Fails: sum_collected::reads_the_stream_to_its_end
//! Says: memory is reserved for as many numbers
//! Makes room for as many numbers as there can be.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let mut list = Vec::with_capacity(numbers.size_hint().1.unwrap_or_default());
    let mut numbers = pin!(numbers);
    while let Some(number) = numbers.next().await {
        list.push(number);
    }
    list.iter().sum()
}
