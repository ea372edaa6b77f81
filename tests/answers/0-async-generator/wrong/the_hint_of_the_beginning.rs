//! Fails: running_mean::tells_the_truth_in_its_size_hint
//! Says: size_hint
//! It remembers the size hint of the whole stream.

use std::pin::Pin;
use std::task::{Context, Poll};

pub use solution::*;

use futures::Stream;

struct Means<S> {
    means: Pin<Box<S>>,
    hint: (usize, Option<usize>),
}

impl<S: Stream<Item = f64>> Stream for Means<S> {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        self.means.as_mut().poll_next(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.hint
    }
}

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let hint = numbers.size_hint();
    Means { means: Box::pin(solution::running_mean(numbers)), hint }
}
