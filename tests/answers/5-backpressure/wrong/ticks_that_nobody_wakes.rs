//! Fails: ticks::wakes_the_task_that_has_polled_it_last
//! Says: nobody has the waker
//! It looks at the clock and returns `Pending` without polling the timer.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use tokio::time::{Instant, Sleep, sleep};

pub fn ticks(count: usize, every: Duration) -> Ticks {
    Ticks { next: 0, count, every, sleep: Box::pin(sleep(every)) }
}

pub struct Ticks {
    next: usize,
    count: usize,
    every: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.next == self.count {
            return Poll::Ready(None);
        }
        if Instant::now() < self.sleep.deadline() {
            return Poll::Pending;
        }
        let _ = self.sleep.as_mut().poll(cx);
        let due = self.sleep.deadline() + self.every;
        self.sleep.as_mut().reset(due);
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.next, Some(self.count - self.next))
    }
}
