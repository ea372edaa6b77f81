//! Fails: two_stages::dropped_it_ends_both_stages
//! Says: a task goes on after its stream
//! `tokio::spawn` returns a handle. Dropping it does not end the task.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::sync::{Semaphore, mpsc};

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
    stream! {
        let (to_second, mut from_first) = mpsc::channel(capacity.get().min(Semaphore::MAX_PERMITS));
        let (to_consumer, mut results) = mpsc::channel(1);
        let one = tokio::spawn(async move {
            let mut inputs = pin!(inputs);
            while let Some(input) = inputs.next().await {
                if to_second.send(first(input).await).await.is_err() {
                    break;
                }
            }
        });
        let other = tokio::spawn(async move {
            while let Some(item) = from_first.recv().await {
                if to_consumer.send(second(item).await).await.is_err() {
                    break;
                }
            }
        });
        let stages = [one, other];
        while let Some(result) = results.recv().await {
            yield result;
        }
        for stage in stages {
            if let Err(error) = stage.await {
                resume_unwind(error.into_panic());
            }
        }
    }
}
