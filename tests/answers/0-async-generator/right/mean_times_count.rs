//! Task: running_mean
//! The mean is turned back into a sum for each number.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut mean, mut count) = (0.0, 0.0);
        while let Some(number) = numbers.next().await {
            mean = (mean * count + number) / (count + 1.0);
            count += 1.0;
            yield mean;
        }
    }
}
