//! Task: sum_collected
//! Two loops.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let mut numbers = std::pin::pin!(numbers);
    let mut all = Vec::new();
    while let Some(number) = numbers.next().await {
        all.push(number);
    }
    all.into_iter().sum()
}

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let mut numbers = std::pin::pin!(numbers);
    let mut sum = 0.0;
    while let Some(number) = numbers.next().await {
        sum += number;
    }
    sum
}
