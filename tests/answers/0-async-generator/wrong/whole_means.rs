//! Fails: running_mean::gives_the_mean_of_all_numbers_so_far
//! Says: each mean is rounded down
//! Each mean is rounded down.

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
            yield (sum / count).floor();
        }
    }
}
