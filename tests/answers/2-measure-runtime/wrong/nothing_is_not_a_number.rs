//! Fails: sum_streamed::no_numbers_sum_up_to_zero
//! Says: zero for no numbers
//! A fold without a beginning has no result for nothing.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let sum = numbers.fold(None, async |sum: Option<f64>, number| Some(sum.unwrap_or(0.0) + number)).await;
    sum.unwrap_or(f64::NAN)
}
