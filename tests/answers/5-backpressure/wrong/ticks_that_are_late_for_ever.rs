//! Fails: ticks::a_late_consumer_gets_what_it_has_missed_at_once
//! Says: each number is counted from the one before
//! The timer is set from now, and not from when it was due.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
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
        ready!(self.sleep.as_mut().poll(cx));
        let due = Instant::now() + self.every;
        self.sleep.as_mut().reset(due);
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.next, Some(self.count - self.next))
    }
}
