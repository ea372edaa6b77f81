//! Task: running_mean
//! `zip` counts.

pub use solution::*;

use futures::{Stream, StreamExt, stream};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let mut sum = 0.0;
    numbers.zip(stream::iter(1_u32..)).map(move |(number, count)| {
        sum += number;
        sum / f64::from(count)
    })
}
