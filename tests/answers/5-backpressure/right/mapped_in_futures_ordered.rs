//! Task: mapped
//! A stream of one function over `FuturesOrdered`.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::task::{Poll, ready};

use futures::stream::FuturesOrdered;
use futures::{Stream, StreamExt as _, stream};
use tokio_util::task::AbortOnDropHandle;

pub fn mapped<T, F>(
    input: impl Stream<Item = T>,
    limit: NonZeroUsize,
    mut f: impl FnMut(T) -> F,
) -> impl Stream<Item = F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let mut input = Box::pin(input.fuse());
    let mut calls = FuturesOrdered::new();
    stream::poll_fn(move |cx| {
        while calls.len() < limit.get() {
            match input.poll_next_unpin(cx) {
                Poll::Ready(Some(item)) => calls.push_back(AbortOnDropHandle::new(tokio::spawn(f(item)))),
                Poll::Ready(None) | Poll::Pending => break,
            }
        }
        match ready!(calls.poll_next_unpin(cx)) {
            Some(Ok(result)) => Poll::Ready(Some(result)),
            Some(Err(error)) => resume_unwind(error.into_panic()),
            None if input.is_done() => Poll::Ready(None),
            None => Poll::Pending,
        }
    })
}
