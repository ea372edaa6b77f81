//! Fails: ticks::yields_each_number_when_it_is_due
//! Says: the first one is due after `every`, not at once
//! The first tick of an interval comes at once.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use tokio::time::{Interval, interval};

pub fn ticks(count: usize, every: Duration) -> Ticks {
    Ticks { next: 0, count, interval: interval(every.max(Duration::from_nanos(1))) }
}

pub struct Ticks {
    next: usize,
    count: usize,
    interval: Interval,
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.next == self.count {
            return Poll::Ready(None);
        }
        ready!(self.interval.poll_tick(cx));
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.next, Some(self.count - self.next))
    }
}
