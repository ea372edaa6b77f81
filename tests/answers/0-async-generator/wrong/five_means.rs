//! Fails: running_mean::pulls_one_number_for_each_mean
//! Says: it ends before the numbers do
//! As many as in an example.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    solution::running_mean(numbers).take(5)
}
