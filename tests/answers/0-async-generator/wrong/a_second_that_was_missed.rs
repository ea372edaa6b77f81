//! Fails: async_generator::serves_readers_that_come_late_or_look_in_between
//! Says: its second begins anew
//! When nobody was there at the end of the second, another one begins.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

pub use solution::*;

use futures::Stream;
use tokio::time::{Instant, Sleep, sleep};

pub fn async_generator() -> impl Stream<Item = f64> {
    Numbers { left: 10, timer: None }
}

struct Numbers {
    left: u32,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stream for Numbers {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if self.timer.as_ref().is_some_and(|timer| timer.deadline() < Instant::now()) {
            self.timer = None;
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(Duration::from_secs(1))));
        if timer.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.timer = None;
        self.left -= 1;
        Poll::Ready(Some(rand::random_range(0.0..10.0)))
    }
}
