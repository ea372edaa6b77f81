//! Fails: async_generator::serves_readers_that_come_late_or_look_in_between
//! Says: a poll before the second is over is answered
//! Whoever asks often enough gets a number.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

pub use solution::*;

use futures::Stream;
use tokio::time::{Sleep, sleep};

pub fn async_generator() -> impl Stream<Item = f64> {
    Numbers { left: 10, timer: None, polls: 0 }
}

struct Numbers {
    left: u32,
    timer: Option<Pin<Box<Sleep>>>,
    polls: u32,
}

impl Stream for Numbers {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.polls += 1;
        let patient = self.polls < 4;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(Duration::from_secs(1))));
        if timer.as_mut().poll(cx).is_pending() && patient {
            return Poll::Pending;
        }
        self.polls = 0;
        self.timer = None;
        self.left -= 1;
        Poll::Ready(Some(rand::random_range(0.0..10.0)))
    }
}
