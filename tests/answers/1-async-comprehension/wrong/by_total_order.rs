//! Fails: above::leaves_out_what_is_equal
//! Says: it keeps `NaN`
//! In the total order `NaN` comes after all numbers.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(number.total_cmp(&threshold).is_gt())).collect().await
}
