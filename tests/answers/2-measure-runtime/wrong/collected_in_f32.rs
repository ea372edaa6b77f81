//! Fails: sum_collected::keeps_all_digits
//! Says: it adds in `f32`
//! A list of half the size, and seven digits.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let numbers: Vec<f32> = numbers.map(|number| number as f32).collect().await;
    numbers.iter().map(|number| f64::from(*number)).sum()
}
