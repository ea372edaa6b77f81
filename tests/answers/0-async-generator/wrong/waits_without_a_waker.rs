//! Fails: running_mean::waits_while_the_numbers_wait
//! Says: without keeping the waker
//! The numbers are polled with a waker that wakes nobody.

use std::task::Context;

pub use solution::*;

use futures::{Stream, StreamExt, stream};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let mut numbers = Box::pin(numbers);
    let (mut sum, mut count) = (0.0, 0.0);
    stream::poll_fn(move |_: &mut Context<'_>| {
        let nobody = &mut Context::from_waker(std::task::Waker::noop());
        numbers.as_mut().poll_next(nobody).map(|number| {
            sum += number?;
            count += 1.0;
            Some(sum / count)
        })
    })
}
