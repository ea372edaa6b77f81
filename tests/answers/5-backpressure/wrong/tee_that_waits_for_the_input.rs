//! Fails: tee::drops_the_input_when_both_are_dropped
//! Says: a task goes on after its stream
//! That nobody receives any more is noticed only with the next item.

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
                let sent = future::join(to_one.send(item.clone()), to_other.send(item)).await;
                if let (Err(_), Err(_)) = sent {
                    break;
                }
            }
        };
        copying.await;
    });
    (received(one), received(other))
}

fn received<T>(receiver: mpsc::Receiver<T>) -> impl Stream<Item = T> {
    stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)))
}
