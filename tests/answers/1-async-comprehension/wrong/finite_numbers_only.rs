//! Fails: above::compares_exactly_and_keeps_all_of_many
//! Says: infinity is left out
//! Infinity is taken for an error.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(number.is_finite() && *number > threshold)).collect().await
}
