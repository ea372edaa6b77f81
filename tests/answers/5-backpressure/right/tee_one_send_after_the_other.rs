//! Task: tee
//! It sends to one and then to the other. The order does not matter: it must wait for both anyway.

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
                let is_one_gone = to_one.send(item.clone()).await.is_err();
                if to_other.send(item).await.is_err() && is_one_gone {
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
