//! Fails: two_stages::a_panic_reaches_the_consumer_after_the_results_before_it
//! Says: looks like a good end
//! Panics are caught in the futures of the stages, but not in the calls that make them.

pub use solution::*;

use futures::{FutureExt as _, Stream, StreamExt as _};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::AbortOnDropHandle;

pub fn two_stages<T, U, V, F, S>(
    inputs: impl Stream<Item = T> + Send + 'static,
    mut first: impl FnMut(T) -> F + Send + 'static,
    mut second: impl FnMut(U) -> S + Send + 'static,
    capacity: NonZeroUsize,
) -> impl Stream<Item = V>
where
    F: Future<Output = U> + Send + 'static,
    S: Future<Output = V> + Send + 'static,
    T: Send + 'static,
    U: Send + 'static,
    V: Send + 'static,
{
    async_stream::stream! {
        let (between, mut taken) = mpsc::channel(capacity.get().min(Semaphore::MAX_PERMITS));
        let (out, mut done) = mpsc::channel(1);
        let _one = AbortOnDropHandle::new(tokio::spawn(async move {
            let mut inputs = pin!(AssertUnwindSafe(inputs).catch_unwind());
            while let Some(input) = inputs.next().await {
                let made = match input {
                    Ok(input) => AssertUnwindSafe(first(input)).catch_unwind().await,
                    Err(panic) => Err(panic),
                };
                let over = made.is_err();
                if between.send(made).await.is_err() || over {
                    break;
                }
            }
        }));
        let _two = AbortOnDropHandle::new(tokio::spawn(async move {
            while let Ok(permit) = out.reserve().await {
                let Some(item) = taken.recv().await else { break };
                let made = match item {
                    Ok(item) => AssertUnwindSafe(second(item)).catch_unwind().await,
                    Err(panic) => Err(panic),
                };
                permit.send(made);
            }
        }));
        while let Some(item) = done.recv().await {
            match item {
                Ok(item) => yield item,
                Err(panic) => resume_unwind(panic),
            }
        }
    }
}
