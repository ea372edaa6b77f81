//! Fails: running_mean::stays_accurate_over_ten_thousand_numbers
//! Says: something is kept in an `f32`
//! All is counted in `f64`, but the mean is rounded to an `f32` before it is given.

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
            yield f64::from((sum / count) as f32);
        }
    }
}
