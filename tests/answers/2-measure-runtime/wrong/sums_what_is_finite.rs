//! Fails: sum_collected::keeps_all_digits
//! Says: it leaves out what is not finite
//! "`NaN` is no number", but then the sum is not that of the numbers.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let numbers: Vec<f64> = numbers.filter(|number| future::ready(number.is_finite())).collect().await;
    numbers.iter().sum()
}
