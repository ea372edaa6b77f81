//! Fails: running_mean::stays_accurate_over_ten_thousand_numbers
//! Says: attempt to add with overflow
//! The count is a `u8`, which ends at 255.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count) = (0.0, 0_u8);
        while let Some(number) = numbers.next().await {
            sum += number;
            count += 1;
            yield sum / f64::from(count);
        }
    }
}
