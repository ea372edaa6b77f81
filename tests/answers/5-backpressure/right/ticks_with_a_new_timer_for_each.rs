//! Task: ticks
//! A timer is made for each number, when somebody waits for it.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

pub fn ticks(count: usize, every: Duration) -> Ticks {
    Ticks { next: 0, count, every, due: Instant::now().checked_add(every), sleep: None }
}

pub struct Ticks {
    next: usize,
    count: usize,
    every: Duration,
    due: Option<Instant>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.next == self.count {
            return Poll::Ready(None);
        }
        // A number that is due after the end of time.
        let Some(due) = self.due else { return Poll::Pending };
        if Instant::now() < due {
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(due)));
            ready!(sleep.as_mut().poll(cx));
        }
        self.sleep = None;
        self.due = due.checked_add(self.every);
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.next, Some(self.count - self.next))
    }
}
