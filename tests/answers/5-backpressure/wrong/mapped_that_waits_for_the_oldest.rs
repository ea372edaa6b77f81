//! Fails: mapped::a_call_begins_as_soon_as_its_item_is_there
//! Says: it waits for the oldest call only
//! The queue is filled up before each result, and not while it waits for one.

pub use solution::*;

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _, poll};
use std::task::Poll;
use tokio_util::task::AbortOnDropHandle;

pub fn mapped<T, F>(
    input: impl Stream<Item = T>,
    limit: NonZeroUsize,
    mut f: impl FnMut(T) -> F,
) -> impl Stream<Item = F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    stream! {
        let mut calls = VecDeque::new();
        let mut input = pin!(input.fuse());
        loop {
            // An input that has nothing yet must not keep a result back.
            while calls.len() < limit.get() {
                let item = if calls.is_empty() {
                    input.next().await
                } else {
                    match poll!(input.next()) {
                        Poll::Ready(item) => item,
                        Poll::Pending => break,
                    }
                };
                let Some(item) = item else { break };
                calls.push_back(AbortOnDropHandle::new(tokio::spawn(f(item))));
            }
            let Some(call) = calls.pop_front() else { break };
            yield call.await.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        }
    }
}
