//! Task: running_mean
//! A stream by hand that passes on the size hint of the numbers.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

pub use solution::*;

use futures::Stream;

struct Means<S> {
    numbers: Pin<Box<S>>,
    count: u64,
    mean: f64,
}

impl<S: Stream<Item = f64>> Stream for Means<S> {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        let Some(number) = ready!(self.numbers.as_mut().poll_next(cx)) else { return Poll::Ready(None) };
        self.count += 1;
        self.mean += (number - self.mean) / self.count as f64;
        Poll::Ready(Some(self.mean))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    Means { numbers: Box::pin(numbers), count: 0, mean: 0.0 }
}
