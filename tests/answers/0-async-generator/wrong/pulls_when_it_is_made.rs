//! Fails: running_mean::pulls_one_number_for_each_mean
//! Says: numbers are pulled when the stream is made
//! The first number is taken before anybody asks for a mean.

pub use solution::*;

use futures::{FutureExt, Stream, StreamExt, stream};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let mut numbers = Box::pin(numbers);
    let first = numbers.next().now_or_never().flatten();
    solution::running_mean(stream::iter(first).chain(numbers))
}
