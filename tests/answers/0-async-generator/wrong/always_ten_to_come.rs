//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: size_hint
//! It says that ten numbers are to come, however many have come.

use std::pin::Pin;
use std::task::{Context, Poll};

pub use solution::*;

use futures::{Stream, StreamExt, stream::BoxStream};

struct Ten(BoxStream<'static, f64>);

impl Stream for Ten {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        self.0.poll_next_unpin(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (10, Some(10))
    }
}

pub fn async_generator() -> impl Stream<Item = f64> {
    Ten(solution::async_generator().boxed())
}
