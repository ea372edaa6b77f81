//! Fails: sum_streamed::keeps_all_digits
//! Says: it subtracts infinity from infinity
//! A compensated sum, in which infinity less infinity is no number.

pub use solution::*;

use futures::{Stream, StreamExt};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let (mut numbers, mut sum, mut lost) = (std::pin::pin!(numbers), 0.0, 0.0);
    while let Some(number) = numbers.next().await {
        let number = number - lost;
        let next = sum + number;
        lost = (next - sum) - number;
        sum = next;
    }
    sum
}
