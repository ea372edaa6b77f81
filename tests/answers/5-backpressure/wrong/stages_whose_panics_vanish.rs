//! Fails: two_stages::a_panic_reaches_the_consumer_after_the_results_before_it
//! Says: that looks like a good end
//! Nobody asks the tasks how they ended.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;

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
        let (to_second, mut from_first) = mpsc::channel(capacity.get().min(Semaphore::MAX_PERMITS));
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
    }
}
