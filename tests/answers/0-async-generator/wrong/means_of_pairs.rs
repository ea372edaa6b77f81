//! Fails: running_mean::pulls_one_number_for_each_mean
//! Says: more than one number is pulled for a mean
//! Two numbers for each mean.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    solution::running_mean(numbers.chunks(2).map(|pair| pair.iter().sum::<f64>() / pair.len() as f64))
}
