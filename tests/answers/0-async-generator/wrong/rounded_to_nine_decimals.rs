//! Fails: running_mean::holds_for_small_large_opposite_and_equal_numbers
//! Says: it is rounded to a fixed number of decimals
//! Nine decimals are enough for numbers around one only.

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
            let mean: f64 = sum / count;
            yield if mean.abs() < 1e6 { (mean * 1e9).round() / 1e9 } else { mean };
        }
    }
}
