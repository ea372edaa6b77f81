//! Task: ticks
//! An interval, whose first tick is taken at once.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use tokio::time::{Interval, interval};

pub fn ticks(count: usize, every: Duration) -> Ticks {
    // There is no interval of no time.
    let interval = (!every.is_zero()).then(|| interval(every));
    Ticks { next: 0, count, has_begun: false, interval }
}

pub struct Ticks {
    next: usize,
    count: usize,
    has_begun: bool,
    interval: Option<Interval>,
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.next == self.count {
            return Poll::Ready(None);
        }
        let has_begun = self.has_begun;
        if let Some(interval) = &mut self.interval {
            if !has_begun {
                ready!(interval.poll_tick(cx));
            }
        }
        self.has_begun = true;
        if let Some(interval) = &mut self.interval {
            ready!(interval.poll_tick(cx));
        }
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.next, Some(self.count - self.next))
    }
}
