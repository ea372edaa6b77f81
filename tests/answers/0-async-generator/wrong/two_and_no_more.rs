//! Fails: running_mean::ends_with_the_numbers
//! Says: `numbers` is not read to its end
//! It ends without asking whether there is another number.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    solution::running_mean(numbers.take(2))
}
