//! Fails: ticks::yields_each_number_when_it_is_due
//! Says: something wakes itself and returns `Pending`
//! A busy loop: it is polled again at once, for as long as it waits.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use tokio::time::Instant;

pub fn ticks(count: usize, every: Duration) -> Ticks {
    Ticks {
        next: 0,
        count,
        every,
        due: Instant::now().checked_add(every).unwrap_or_else(|| Instant::now() + Duration::from_secs(1 << 30)),
    }
}

pub struct Ticks {
    next: usize,
    count: usize,
    every: Duration,
    due: Instant,
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.next == self.count {
            return Poll::Ready(None);
        }
        if Instant::now() < self.due {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let every = self.every;
        self.due += every;
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.next, Some(self.count - self.next))
    }
}
