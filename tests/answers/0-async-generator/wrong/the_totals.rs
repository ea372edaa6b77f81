//! Fails: running_mean::gives_the_mean_of_all_numbers_so_far
//! Says: the totals are given
//! Nothing is divided.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let mut sum = 0.0;
        while let Some(number) = numbers.next().await {
            sum += number;
            yield sum;
        }
    }
}
