//! Task: batches
//! A stream of one function, which polls the input and the timer.

pub use solution::*;

use std::mem::take;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::task::{Poll, ready};
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use tokio::time::{Sleep, sleep};

pub fn batches<T>(
    input: impl Stream<Item = T>,
    max_len: NonZeroUsize,
    max_wait: Duration,
) -> impl Stream<Item = Vec<T>> {
    let mut input = Box::pin(input.fuse());
    let (mut batch, mut wait) = (Vec::new(), None::<Pin<Box<Sleep>>>);
    stream::poll_fn(move |cx| {
        loop {
            let is_over = wait.as_mut().is_some_and(|wait| wait.as_mut().poll(cx).is_ready());
            if !is_over {
                match ready!(input.poll_next_unpin(cx)) {
                    Some(item) => {
                        wait.get_or_insert_with(|| Box::pin(sleep(max_wait)));
                        batch.push(item);
                        if batch.len() < max_len.get() {
                            continue;
                        }
                    }
                    None if batch.is_empty() => return Poll::Ready(None),
                    None => {}
                }
            }
            wait = None;
            return Poll::Ready(Some(take(&mut batch)));
        }
    })
}
