//! Fails: sum_streamed::keeps_all_digits
//! Says: it adds in `f32`
//! Half of the memory, and half of the digits.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    f64::from(numbers.fold(0.0_f32, async |sum, number| sum + number as f32).await)
}
