//! Task: two_stages
//! An unbounded channel, and a permit for each item that is in it.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

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
        let permits = Arc::new(Semaphore::new(capacity.get().min(Semaphore::MAX_PERMITS)));
        let (to_second, mut from_first) = mpsc::unbounded_channel();
        let (to_consumer, mut results) = mpsc::channel(1);
        let mut stages = JoinSet::new();
        stages.spawn(async move {
            let mut inputs = pin!(inputs);
            while let Some(input) = inputs.next().await {
                let item = first(input).await;
                let permit = permits.clone().acquire_owned().await;
                if to_second.send((item, permit)).is_err() {
                    break;
                }
            }
        });
        stages.spawn(async move {
            while let Some((item, permit)) = from_first.recv().await {
                drop(permit);
                if to_consumer.send(second(item).await).await.is_err() {
                    break;
                }
            }
        });
        while let Some(result) = results.recv().await {
            yield result;
        }
        while let Some(ended) = stages.join_next().await {
            ended.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        }
    }
}
