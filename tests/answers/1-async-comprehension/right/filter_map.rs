//! Task: above
//! `filter_map` with an async block.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter_map(|number| async move { (number > threshold).then_some(number) }).collect().await
}
