//! Fails: sum_collected::gives_the_sum
//! Says: 10.25 is left out
//! The index of the last number, taken for their count.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let numbers: Vec<f64> = numbers.collect().await;
    (0..numbers.len().saturating_sub(1)).map(|index| numbers[index]).sum()
}
