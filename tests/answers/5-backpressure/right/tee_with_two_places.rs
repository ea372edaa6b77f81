//! Task: tee
//! It waits for a place in both channels, and then takes the item for them.

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
            loop {
                let (place, other_place) = future::join(to_one.reserve(), to_other.reserve()).await;
                if place.is_err() && other_place.is_err() {
                    break;
                }
                let Some(item) = input.next().await else { break };
                if let Ok(place) = place {
                    place.send(item.clone());
                }
                if let Ok(place) = other_place {
                    place.send(item);
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
