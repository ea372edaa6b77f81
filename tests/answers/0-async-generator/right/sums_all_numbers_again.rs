//! Task: running_mean
//! Keeps all numbers, and sums them again for each mean.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let mut seen = Vec::new();
    numbers.map(move |number| {
        seen.push(number);
        seen.iter().sum::<f64>() / seen.len() as f64
    })
}
