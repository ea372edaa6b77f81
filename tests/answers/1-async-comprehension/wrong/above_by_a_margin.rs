//! Fails: above::compares_exactly_and_keeps_all_of_many
//! Says: or with a tolerance
//! As one compares results of computations, but the threshold is exact.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(*number - threshold > 1e-9)).collect().await
}
