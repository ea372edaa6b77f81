//! Fails: above::compares_exactly_and_keeps_all_of_many
//! Says: it returns as soon as it knows that nothing more is greater
//! Reads nothing if nothing can be above the threshold.

pub use solution::*;

use futures::{Stream, StreamExt, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    if threshold.is_nan() || threshold == f64::INFINITY {
        return Vec::new();
    }
    numbers.filter(|number| future::ready(*number > threshold)).collect().await
}
