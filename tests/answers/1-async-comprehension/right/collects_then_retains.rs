//! Task: above
//! Collected first, then thinned out. It needs more memory, and gives the same.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let mut numbers: Vec<f64> = numbers.collect().await;
    numbers.retain(|number| *number > threshold);
    numbers
}
