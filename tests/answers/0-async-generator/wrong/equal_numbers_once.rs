//! Fails: running_mean::holds_for_small_large_opposite_and_equal_numbers
//! Says: or leaves some out
//! A number that equals the one before is skipped.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count, mut last) = (0.0, 0.0, None);
        while let Some(number) = numbers.next().await {
            if last.replace(number) == Some(number) {
                continue;
            }
            sum += number;
            count += 1.0;
            yield sum / count;
        }
    }
}
