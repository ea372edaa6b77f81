//! Fails: two_stages::takes_the_largest_capacity
//! Says: Semaphore::MAX_PERMITS
//! The capacity of tokio's channels has a largest value, above which they panic.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::sync::mpsc;
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
        let (to_second, mut from_first) = mpsc::channel(capacity.get());
        let (to_consumer, mut results) = mpsc::channel(1);
        let mut stages = JoinSet::new();
        stages.spawn(async move {
            let mut inputs = pin!(inputs);
            while let Some(input) = inputs.next().await {
                if to_second.send(first(input).await).await.is_err() {
                    break;
                }
            }
        });
        stages.spawn(async move {
            while let Some(item) = from_first.recv().await {
                if to_consumer.send(second(item).await).await.is_err() {
                    break;
                }
            }
        });
        while let Some(result) = results.recv().await {
            yield result;
        }
        while let Some(ended) = stages.join_next().await {
            if let Err(error) = ended {
                resume_unwind(error.into_panic());
            }
        }
    }
}
