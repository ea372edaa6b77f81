//! Fails: above::compares_exactly_and_keeps_all_of_many
//! Says: only so many
//! Only ten thousand numbers are read.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    solution::above(numbers.take(10_000), threshold).await
}
