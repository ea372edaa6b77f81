//! Fails: ticks::wakes_the_task_that_has_polled_it_last
//! Says: the waker of the first poll is kept
//! A task for each number sleeps, and wakes the waker that it was given when it began.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

pub fn ticks(count: usize, every: Duration) -> Ticks {
    Ticks { next: 0, count, every, due: Instant::now().checked_add(every), waiting: None }
}

pub struct Ticks {
    next: usize,
    count: usize,
    every: Duration,
    due: Option<Instant>,
    waiting: Option<AbortHandle>,
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.next == self.count {
            return Poll::Ready(None);
        }
        let Some(due) = self.due else { return Poll::Pending };
        if Instant::now() < due {
            if self.waiting.is_none() {
                let waker = cx.waker().clone();
                let task = tokio::spawn(async move {
                    sleep_until(due).await;
                    waker.wake();
                });
                self.waiting = Some(task.abort_handle());
            }
            return Poll::Pending;
        }
        self.waiting = None;
        self.due = due.checked_add(self.every);
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.next, Some(self.count - self.next))
    }
}
