//! Fails: ticks::yields_each_number_when_it_is_due
//! Says: the end waits for one time more
//! The end is noticed only when the timer has fired once more.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use tokio::time::{Sleep, sleep};

pub fn ticks(count: usize, every: Duration) -> Ticks {
    Ticks { next: 0, count, every, has_ended: false, sleep: Box::pin(sleep(every)) }
}

#[derive(Debug)]
pub struct Ticks {
    next: usize,
    count: usize,
    every: Duration,
    has_ended: bool,
    sleep: Pin<Box<Sleep>>,
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        ready!(self.sleep.as_mut().poll(cx));
        if self.next == self.count {
            self.has_ended = true;
            return Poll::Ready(None);
        }
        let due = self.sleep.deadline() + self.every;
        self.sleep.as_mut().reset(due);
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.next, Some(self.count - self.next))
    }
}
