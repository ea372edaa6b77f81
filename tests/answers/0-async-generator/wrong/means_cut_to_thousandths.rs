//! Fails: running_mean::holds_for_small_large_opposite_and_equal_numbers
//! Says: a fixed number of decimals
//! Each mean is cut after three decimals.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count) = (0.0, 0.0);
        while let Some(number) = numbers.next().await {
            sum += number;
            count += 1.0;
            yield (sum / count * 1e3).trunc() / 1e3;
        }
    }
}
