//! Fails: running_mean::counts_numbers_and_not_polls
//! Says: polls that find no number are counted
//! The count goes up at each poll, with or without a number.

use std::pin::Pin;
use std::task::{Context, Poll};

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    RunningMean { numbers: Box::pin(numbers), count: 0.0, sum: 0.0 }
}

struct RunningMean<S> {
    numbers: Pin<Box<S>>,
    count: f64,
    sum: f64,
}

impl<S: Stream<Item = f64>> Stream for RunningMean<S> {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        self.count += 1.0;
        self.numbers.poll_next_unpin(cx).map(|number| {
            self.sum += number?;
            Some(self.sum / self.count)
        })
    }
}
