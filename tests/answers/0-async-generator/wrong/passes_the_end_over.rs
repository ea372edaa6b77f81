//! Fails: running_mean::ends_with_the_numbers
//! Says: `numbers` is polled again after its `None`
//! A loop without an exit.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count) = (0.0, 0.0);
        loop {
            if let Some(number) = numbers.next().await {
                sum += number;
                count += 1.0;
                yield sum / count;
            }
        }
    }
}
