//! Fails: tee::one_goes_on_when_the_other_is_dropped
//! Says: ends with the first stream that is dropped
//! `try_join` ends with the first error, and an error means only that one of them is gone.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;

use futures::{Stream, StreamExt as _, future, stream};
use tokio::sync::{Semaphore, mpsc};

pub fn tee<T>(
    input: impl Stream<Item = T> + Send + 'static,
    capacity: NonZeroUsize,
) -> (impl Stream<Item = T>, impl Stream<Item = T>)
where
    T: Clone + Send + Sync + 'static,
{
    let capacity = capacity.get().min(Semaphore::MAX_PERMITS);
    let ((to_one, one), (to_other, other)) = (mpsc::channel(capacity), mpsc::channel(capacity));
    tokio::spawn(async move {
        let copying = async {
            let mut input = pin!(input);
            while let Some(item) = input.next().await {
                if future::try_join(to_one.send(item.clone()), to_other.send(item)).await.is_err() {
                    break;
                }
            }
        };
        let both_are_gone = future::join(to_one.closed(), to_other.closed());
        future::select(pin!(copying), pin!(both_are_gone)).await;
    });
    (received(one), received(other))
}

fn received<T>(receiver: mpsc::Receiver<T>) -> impl Stream<Item = T> {
    stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)))
}
