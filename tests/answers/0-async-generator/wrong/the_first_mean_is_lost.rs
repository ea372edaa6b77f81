//! Fails: running_mean::ends_with_the_numbers
//! Says: fewer means are given than there are numbers
//! The first mean equals the first number, but it is a mean, too.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    solution::running_mean(numbers).skip(1)
}
