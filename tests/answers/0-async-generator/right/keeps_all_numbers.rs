//! Task: running_mean
//! All sums so far are kept, and the last one counts.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let mut sums = vec![0.0];
    numbers.map(move |number| {
        let sum = sums[sums.len() - 1] + number;
        let mean = sum / sums.len() as f64;
        sums.push(sum);
        mean
    })
}
