//! Fails: running_mean::pulls_one_number_for_each_mean
//! Says: all numbers are read before the first mean
//! The means are right, but all numbers are pulled for the first.

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let numbers: Vec<f64> = numbers.collect().await;
        let mut sum = 0.0;
        for (place, number) in numbers.into_iter().enumerate() {
            sum += number;
            yield sum / (place + 1) as f64;
        }
    }
}
