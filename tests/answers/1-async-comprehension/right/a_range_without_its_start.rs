//! Task: above
//! A range whose start is excluded contains what is greater.

pub use solution::*;

use std::ops::{Bound, RangeBounds as _};

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let range = (Bound::Excluded(threshold), Bound::Unbounded);
    numbers.filter(|number| future::ready(range.contains(number))).collect().await
}
