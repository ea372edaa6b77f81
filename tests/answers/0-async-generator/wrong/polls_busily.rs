//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: it polls for ever without waiting
//! A busy loop: each poll asks for the next one until the time has come, but meanwhile the clock never moves.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

pub use solution::*;

use futures::Stream;
use tokio::time::Instant;

pub fn async_generator() -> impl Stream<Item = f64> {
    Numbers { left: 10, due: None }
}

struct Numbers {
    left: u32,
    due: Option<Instant>,
}

impl Stream for Numbers {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let due = *self.due.get_or_insert_with(|| Instant::now() + Duration::from_secs(1));
        if Instant::now() < due {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.due = None;
        self.left -= 1;
        Poll::Ready(Some(rand::random_range(0.0..10.0)))
    }
}
