//! Fails: running_mean::holds_for_small_large_opposite_and_equal_numbers
//! Says: something overflows on the way
//! The mean by way of the squares, which are too large for an `f64`.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut mean, mut count) = (0.0_f64, 0.0);
        while let Some(number) = numbers.next().await {
            count += 1.0;
            let sum = mean * (count - 1.0);
            // (a + b) = (a^2 - b^2) / (a - b)
            mean = if sum.abs() > 1e200 { (sum * sum - number * number) / (sum - number) } else { sum + number } / count;
            yield mean;
        }
    }
}
