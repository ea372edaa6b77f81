//! Fails: running_mean::waits_while_the_numbers_wait
//! Says: `Pending` is taken for the end
//! A number that is not there yet is taken for the end.

use std::task::{Context, Poll};

pub use solution::*;

use futures::{Stream, stream};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let mut numbers = Box::pin(numbers);
    let (mut sum, mut count) = (0.0, 0.0);
    stream::poll_fn(move |cx: &mut Context<'_>| match numbers.as_mut().poll_next(cx) {
        Poll::Ready(Some(number)) => {
            sum += number;
            count += 1.0;
            Poll::Ready(Some(sum / count))
        }
        Poll::Ready(None) | Poll::Pending => Poll::Ready(None),
    })
}
