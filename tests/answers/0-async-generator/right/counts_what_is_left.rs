//! Task: async_generator
//! A stream by hand with a true `size_hint`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

pub use solution::*;

use futures::{FutureExt, Stream};
use tokio::time::{Sleep, sleep};

#[derive(Default)]
struct Numbers {
    given: usize,
    second: Option<Pin<Box<Sleep>>>,
}

impl Stream for Numbers {
    type Item = f64;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<f64>> {
        if self.given == 10 {
            return Poll::Ready(None);
        }
        let second = self.second.get_or_insert_with(|| Box::pin(sleep(Duration::from_secs(1))));
        ready!(second.poll_unpin(cx));
        self.second = None;
        self.given += 1;
        Poll::Ready(Some(rand::random_range(0.0..10.0)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (10 - self.given, Some(10 - self.given))
    }
}

pub fn async_generator() -> impl Stream<Item = f64> {
    Numbers::default()
}
