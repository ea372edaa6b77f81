//! Task: running_mean
//! The sum and the count, divided for each mean.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count) = (0.0, 0_u32);
        while let Some(number) = numbers.next().await {
            sum += number;
            count += 1;
            yield sum / f64::from(count);
        }
    }
}
