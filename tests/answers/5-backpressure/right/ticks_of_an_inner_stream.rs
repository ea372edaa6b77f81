//! Task: ticks
//! A stream from `unfold` in a box, and a count around it.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::stream::{self, LocalBoxStream};
use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, sleep, sleep_until};

pub fn ticks(count: usize, every: Duration) -> Ticks {
    let start = Instant::now();
    let numbers = stream::unfold((0, sleep(every)), move |(number, first)| async move {
        if number == 0 {
            first.await;
        } else {
            let due = start + every * (number as u32 + 1);
            if Instant::now() < due {
                sleep_until(due).await;
            }
        }
        // The first timer is over, and is not waited for again.
        Some((number, (number + 1, sleep(Duration::ZERO))))
    });
    Ticks { left: count, numbers: numbers.boxed_local() }
}

pub struct Ticks {
    left: usize,
    numbers: LocalBoxStream<'static, usize>,
}

impl Stream for Ticks {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let number = self.numbers.poll_next_unpin(cx);
        if number.is_ready() {
            self.left -= 1;
        }
        number
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
