//! Fails: ticks::says_exactly_how_many_are_to_come
//! Says: is the one that a stream has if it defines none
//! A lower bound of zero and no upper bound are true of any stream, and help nobody.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use tokio::time::{Sleep, sleep};

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
        let due = self.sleep.deadline() + self.every;
        self.sleep.as_mut().reset(due);
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, None)
    }
}
