//! Fails: ticks::the_time_need_not_be_a_whole_number_of_milliseconds
//! Says: the time is rounded
//! `every` is cut to whole milliseconds.

pub use solution::*;

use futures::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

#[derive(Debug)]
pub struct Ticks {
    next: usize,
    count: usize,
    every: u64,
    due: Option<Instant>,
    timer: Pin<Box<Sleep>>,
}

pub fn ticks(count: usize, every: Duration) -> Ticks {
    let every = every.as_millis() as u64;
    let due = Instant::now().checked_add(Duration::from_millis(every));
    let timer = Box::pin(due.map_or_else(|| sleep(Duration::MAX), sleep_until));
    Ticks { next: 0, count, every, due, timer }
}

impl Stream for Ticks {
    type Item = usize;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.next == self.count {
            return Poll::Ready(None);
        }
        let now = Instant::now();
        if self.due.is_none_or(|due| due > now) && self.timer.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        let every = self.every;
        self.due = self.due.and_then(|due| due.checked_add(Duration::from_millis(every)));
        self.timer = Box::pin(self.due.map_or_else(|| sleep(Duration::MAX), sleep_until));
        self.next += 1;
        Poll::Ready(Some(self.next - 1))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.count - self.next;
        (left, Some(left))
    }
}
