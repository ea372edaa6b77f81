//! Task: above
//! `partial_cmp`, and a list that is filled in a fold.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::cmp::Ordering;

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let keep = async |mut kept: Vec<f64>, number: f64| {
        if number.partial_cmp(&threshold) == Some(Ordering::Greater) {
            kept.push(number);
        }
        kept
    };
    numbers.fold(Vec::with_capacity(16), keep).await
}
