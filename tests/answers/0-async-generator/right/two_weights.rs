//! Task: running_mean
//! The old mean and the new number, each with its weight.

pub use solution::*;

use futures::{Stream, StreamExt, future};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    numbers.scan((0_u32, 0.0), |(count, mean), number| {
        *count += 1;
        let weight = 1.0 / f64::from(*count);
        *mean = *mean * (1.0 - weight) + number * weight;
        future::ready(Some(*mean))
    })
}
