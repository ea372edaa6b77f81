//! Fails: sum_streamed::gives_the_sum
//! Says: 1.5 is left out
//! The first number is read to see whether there is one, and forgotten.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let mut numbers = std::pin::pin!(numbers);
    if numbers.next().await.is_none() {
        return 0.0;
    }
    numbers.fold(0.0, async |sum, number| sum + number).await
}
