//! Fails: running_mean::holds_for_small_large_opposite_and_equal_numbers
//! Says: it ends before the numbers do
//! A zero is taken for the end of the numbers.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count) = (0.0, 0.0);
        while let Some(number) = numbers.next().await {
            if number == 0.0 {
                break;
            }
            sum += number;
            count += 1.0;
            yield sum / count;
        }
    }
}
