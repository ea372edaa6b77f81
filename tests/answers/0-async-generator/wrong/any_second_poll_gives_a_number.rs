//! Fails: async_generator::can_be_given_up_and_dropped
//! Says: a poll before the second is over is answered with a number
//! Any poll is taken for the end of the timer, whatever caused it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

pub use solution::*;

use futures::Stream;
use tokio::time::{Sleep, sleep};

pub fn async_generator() -> impl Stream<Item = f64> {
    Numbers { left: 10, timer: None }
}

struct Numbers {
    left: u32,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stream for Numbers {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if self.timer.take().is_some() {
            self.left -= 1;
            return Poll::Ready(Some(rand::random_range(0.0..10.0)));
        }
        let timer = self.timer.insert(Box::pin(sleep(Duration::from_secs(1))));
        let _ = timer.as_mut().poll(cx);
        Poll::Pending
    }
}
