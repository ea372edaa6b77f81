//! Fails: running_mean::gives_the_mean_of_all_numbers_so_far
//! Says: they do not count equally
//! Half of the mean so far and half of the new number: the later, the heavier.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let mut mean = None;
        while let Some(number) = numbers.next().await {
            let new = mean.map_or(number, |mean: f64| (mean + number) / 2.0);
            mean = Some(new);
            yield new;
        }
    }
}
