//! Fails: above::compares_exactly_and_keeps_all_of_many
//! Says: keeps only so many
//! A limit against too much memory.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(*number > threshold)).take(1000).collect().await
}
