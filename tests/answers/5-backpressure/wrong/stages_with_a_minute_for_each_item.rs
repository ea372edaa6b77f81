//! Fails: two_stages::each_stage_is_a_task_of_its_own_and_may_take_long
//! Says: there is a limit of time
//! A stage that needs more than a minute for an item panics.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use std::panic::resume_unwind;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Duration, timeout};

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
        let patience = Duration::from_secs(60);
        stages.spawn(async move {
            let mut inputs = pin!(inputs);
            while let Some(input) = inputs.next().await {
                let item = timeout(patience, first(input)).await.expect("a minute is enough");
                if to_second.send(item).await.is_err() {
                    break;
                }
            }
        });
        stages.spawn(async move {
            while let Some(item) = from_first.recv().await {
                let result = timeout(patience, second(item)).await.expect("a minute is enough");
                if to_consumer.send(result).await.is_err() {
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
