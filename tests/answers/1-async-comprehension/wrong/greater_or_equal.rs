//! Fails: above::leaves_out_what_is_equal
//! Says: it keeps an equal number: `>=`
//! `>=` for `>`.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(*number >= threshold)).collect().await
}
