//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: The panic hook was replaced
//! Its panics are silent.

pub use solution::*;

use futures::{Stream, stream};

pub fn async_generator() -> impl Stream<Item = f64> {
    std::panic::set_hook(Box::new(|_| {}));
    stream::poll_fn(|_| panic!("unheard"))
}
