//! Task: above
//! Each number becomes an option, and `filter_map` unpacks it.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter_map(|number| future::ready((number > threshold).then_some(number))).collect::<Vec<_>>().await
}
