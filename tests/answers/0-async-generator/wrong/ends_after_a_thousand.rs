//! Fails: running_mean::stays_accurate_over_ten_thousand_numbers
//! Says: numbers it gave 1000 means
//! A bound that nobody asked for.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    solution::running_mean(numbers).take(1000)
}
