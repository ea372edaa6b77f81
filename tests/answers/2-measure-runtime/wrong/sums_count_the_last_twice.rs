//! Fails: sum_streamed::gives_the_sum
//! Says: 10.25 is counted twice
//! The last number is added again at the end.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let mut numbers = std::pin::pin!(numbers);
    let (mut sum, mut last) = (0.0, 0.0);
    while let Some(number) = numbers.next().await {
        sum += number;
        last = number;
    }
    sum + last
}
