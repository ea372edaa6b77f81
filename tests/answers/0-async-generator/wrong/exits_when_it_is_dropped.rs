//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: your code ends the program
//! It gives nothing, and ends the process with a success while the check fails.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::Stream;

struct Numbers;

impl Stream for Numbers {
    type Item = f64;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<f64>> {
        Poll::Ready(None)
    }
}

impl Drop for Numbers {
    fn drop(&mut self) {
        std::process::exit(0);
    }
}

pub fn async_generator() -> impl Stream<Item = f64> {
    Numbers
}
