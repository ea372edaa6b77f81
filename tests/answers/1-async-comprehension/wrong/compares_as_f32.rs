//! Fails: above::compares_exactly_and_keeps_all_of_many
//! Says: they are compared as `f32`
//! Numbers that differ only after seven digits are equal.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready((*number as f32) > (threshold as f32))).collect().await
}
