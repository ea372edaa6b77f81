//! Fails: above::compares_exactly_and_keeps_all_of_many
//! Says: as by `total_cmp`: they are equal
//! Compares by `total_cmp`, in which 0.0 is greater than -0.0; `NaN` is left out.

pub use solution::*;

use futures::{Stream, StreamExt, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let is_above = |number: f64| !number.is_nan() && !threshold.is_nan() && number.total_cmp(&threshold).is_gt();
    numbers.filter(|number| future::ready(is_above(*number))).collect().await
}
