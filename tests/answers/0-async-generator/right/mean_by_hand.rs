//! Task: running_mean
//! A `Stream` written by hand, which passes each poll on.

use std::pin::Pin;
use std::task::{Context, Poll};

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    RunningMean { numbers: Box::pin(numbers), count: 0.0, mean: 0.0 }
}

struct RunningMean<S> {
    numbers: Pin<Box<S>>,
    count: f64,
    mean: f64,
}

impl<S: Stream<Item = f64>> Stream for RunningMean<S> {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        self.numbers.as_mut().poll_next(cx).map(|number| {
            let number = number?;
            self.count += 1.0;
            self.mean += (number - self.mean) / self.count;
            Some(self.mean)
        })
    }
}
