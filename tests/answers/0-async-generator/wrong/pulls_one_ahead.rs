//! Fails: running_mean::pulls_one_number_for_each_mean
//! Says: it pulls ahead
//! The number after is pulled before the mean is given.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count) = (0.0, 0.0);
        let mut next = numbers.next().await;
        while let Some(number) = next {
            next = numbers.next().await;
            sum += number;
            count += 1.0;
            yield sum / count;
        }
    }
}
