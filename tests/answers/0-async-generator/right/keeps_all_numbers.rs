//! Task: running_mean
//! All numbers so far are kept, and summed up again for each mean.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let mut kept: Vec<f64> = Vec::new();
    numbers.map(move |number| {
        kept.push(number);
        kept.iter().sum::<f64>() / kept.len() as f64
    })
}
