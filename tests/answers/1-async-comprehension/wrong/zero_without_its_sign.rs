//! Fails: above::compares_exactly_and_keeps_all_of_many
//! Says: changed
//! Zero is added to each number, so that `-0.0` becomes `0.0`.

pub use solution::*;

use futures::future;
use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(*number > threshold)).map(|number| number + 0.0).collect().await
}
