//! Task: mapped
//! `select!` between the next item and the oldest call.

pub use solution::*;

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
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
        let mut calls: VecDeque<AbortOnDropHandle<F::Output>> = VecDeque::new();
        let mut input = pin!(input.fuse());
        loop {
            let has_room = calls.len() < limit.get() && !input.is_done();
            let ended = tokio::select! {
                biased;
                Some(item) = input.next(), if has_room => {
                    calls.push_back(AbortOnDropHandle::new(tokio::spawn(f(item))));
                    continue;
                }
                ended = async { calls.front_mut().expect("it is not empty").await }, if !calls.is_empty() => ended,
                else => break,
            };
            calls.pop_front();
            yield ended.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        }
    }
}
