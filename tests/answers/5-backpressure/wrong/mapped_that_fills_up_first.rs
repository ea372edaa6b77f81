//! Fails: mapped::an_input_that_waits_keeps_no_result_back
//! Says: it waits for the input until there are as many calls
//! It awaits the next items until the limit is reached, and only then a result.

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
        let mut calls = VecDeque::new();
        let mut input = pin!(input.fuse());
        loop {
            while calls.len() < limit.get() {
                let Some(item) = input.next().await else { break };
                calls.push_back(AbortOnDropHandle::new(tokio::spawn(f(item))));
            }
            let Some(call) = calls.pop_front() else { break };
            yield call.await.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        }
    }
}
