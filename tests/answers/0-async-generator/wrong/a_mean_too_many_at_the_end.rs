//! Fails: running_mean::ends_with_the_numbers
//! Says: more means are given than there are numbers
//! The last mean is given again at the end.

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
            yield sum / count;
        }
        yield sum / count;
    }
}
