//! Fails: async_generator::begins_each_second_when_the_number_is_asked_for
//! Says: no number is waited for
//! The numbers of an iterator are all ready at once.

pub use solution::*;

use futures::{Stream, stream};

pub fn async_generator() -> impl Stream<Item = f64> {
    stream::iter((0..10).map(|_| rand::random_range(0.0..10.0)))
}
