//! Fails: two_stages::runs_ahead_of_a_busy_consumer_up_to_the_capacity
//! Says: the stages work only while the consumer waits
//! Both stages are one future that the stream polls itself.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;

use async_stream::stream;
use futures::{FutureExt as _, Stream, StreamExt as _, future};
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
        let one = async move {
            let mut inputs = pin!(inputs);
            while let Some(input) = inputs.next().await {
                let _ = to_second.send(first(input).await).await;
            }
        };
        let other = async move {
            while let Some(item) = from_first.recv().await {
                let _ = to_consumer.send(second(item).await).await;
            }
        };
        let mut stages = pin!(future::join(one, other).fuse());
        loop {
            let result = tokio::select! {
                biased;
                result = results.recv() => result,
                _ = &mut stages => continue,
            };
            match result {
                Some(result) => yield result,
                None => break,
            }
        }
    }
}
