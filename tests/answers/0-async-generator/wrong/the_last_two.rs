//! Fails: running_mean::gives_the_mean_of_all_numbers_so_far
//! Says: only the last two numbers count
//! The mean of this number and the one before.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let mut before = None;
        while let Some(number) = numbers.next().await {
            yield (before.unwrap_or(number) + number) / 2.0;
            before = Some(number);
        }
    }
}
