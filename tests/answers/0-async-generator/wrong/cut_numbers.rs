//! Fails: running_mean::gives_the_mean_of_all_numbers_so_far
//! Says: each number is cut
//! Each number is cut to a whole one.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count) = (0.0, 0.0);
        while let Some(number) = numbers.next().await {
            sum += number.trunc();
            count += 1.0;
            yield sum / count;
        }
    }
}
