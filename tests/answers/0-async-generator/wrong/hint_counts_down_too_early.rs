//! Fails: async_generator::serves_readers_that_come_late_or_look_in_between
//! Says: counts a number when its wait begins
//! The size hint counts a number down when its second begins, not when it comes.

pub use solution::*;

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use tokio::time::{Sleep, sleep};

struct Numbers {
    left: usize,
    second: Option<Pin<Box<Sleep>>>,
}
impl Stream for Numbers {
    type Item = f64;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        let this = &mut *self;
        if this.second.is_none() {
            if this.left == 0 {
                return Poll::Ready(None);
            }
            this.left -= 1;
            this.second = Some(Box::pin(sleep(Duration::from_secs(1))));
        }
        if let Some(second) = &mut this.second {
            ready!(second.as_mut().poll(cx));
        }
        this.second = None;
        Poll::Ready(Some(rand::random_range(0.0..10.0)))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
pub fn async_generator() -> impl Stream<Item = f64> {
    Numbers { left: 10, second: None }
}
