//! Task: two_stages
//! A task for a stream, used twice.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::pin::pin;

use async_stream::stream;
use futures::{Stream, StreamExt as _};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::AbortOnDropHandle;

fn spawned<T: Send + 'static>(
    stream: impl Stream<Item = T> + Send + 'static,
    room: usize,
) -> impl Stream<Item = T> + Send + 'static {
    stream! {
        let (sender, mut receiver) = mpsc::channel(room);
        let task = AbortOnDropHandle::new(tokio::spawn(async move {
            let mut stream = pin!(stream);
            while let Some(item) = stream.next().await {
                if sender.send(item).await.is_err() {
                    return;
                }
            }
        }));
        while let Some(item) = receiver.recv().await {
            yield item;
        }
        if let Err(error) = task.await {
            resume_unwind(error.into_panic());
        }
    }
}

pub fn two_stages<T, U, V, F, S>(
    inputs: impl Stream<Item = T> + Send + 'static,
    first: impl FnMut(T) -> F + Send + 'static,
    second: impl FnMut(U) -> S + Send + 'static,
    capacity: NonZeroUsize,
) -> impl Stream<Item = V>
where
    F: Future<Output = U> + Send + 'static,
    S: Future<Output = V> + Send + 'static,
    T: Send + 'static,
    U: Send + 'static,
    V: Send + 'static,
{
    let room = capacity.get().min(Semaphore::MAX_PERMITS);
    spawned(spawned(inputs.then(first), room).then(second), 1)
}
