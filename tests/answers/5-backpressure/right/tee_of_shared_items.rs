//! Task: tee
//! The channels carry an `Arc`, which is cheap to clone, and each stream makes its own item of it.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;

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
                let item = Arc::new(item);
                let sent = future::join(to_one.send(item.clone()), to_other.send(item)).await;
                if sent.0.is_err() && sent.1.is_err() {
                    break;
                }
            }
        };
        let both_are_gone = future::join(to_one.closed(), to_other.closed());
        future::select(pin!(copying), pin!(both_are_gone)).await;
    });
    (received(one), received(other))
}

fn received<T: Clone>(receiver: mpsc::Receiver<Arc<T>>) -> impl Stream<Item = T> {
    stream::unfold(receiver, async |mut receiver| Some((Arc::unwrap_or_clone(receiver.recv().await?), receiver)))
}
