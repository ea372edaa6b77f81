//! Fails: running_mean::gives_the_mean_of_all_numbers_so_far
//! Says: something goes through an `f32`
//! The weight of the new number is an f32.

pub use solution::*;

use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let mut mean = 0.0;
        let mut count = 0.0_f32;
        while let Some(number) = numbers.next().await {
            count += 1.0;
            mean += (number - mean) * f64::from(1.0 / count);
            yield mean;
        }
    }
}
