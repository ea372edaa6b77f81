//! Task: running_mean
//! `scan` holds the count and the mean.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    numbers.scan((0.0, 0.0), |(count, mean), number| {
        *count += 1.0;
        *mean += (number - *mean) / *count;
        futures::future::ready(Some(*mean))
    })
}
