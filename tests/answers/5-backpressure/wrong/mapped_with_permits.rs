//! Fails: mapped::begins_calls_only_when_the_consumer_asks
//! Says: results pile up
//! All calls are spawned at once. Permits limit how many run, but not how many results wait.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::sync::Semaphore;
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
        let permits = Arc::new(Semaphore::new(limit.get().min(Semaphore::MAX_PERMITS)));
        let mut calls = Vec::new();
        let mut input = pin!(input);
        while let Some(item) = input.next().await {
            let (permits, call) = (permits.clone(), f(item));
            calls.push(AbortOnDropHandle::new(tokio::spawn(async move {
                let _permit = permits.acquire().await;
                call.await
            })));
        }
        for call in calls {
            yield call.await.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        }
    }
}
