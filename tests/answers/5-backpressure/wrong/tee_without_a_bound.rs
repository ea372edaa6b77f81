//! Fails: tee::the_slower_one_sets_the_pace
//! Says: there is no bound for the slow one
//! Two unbounded channels: whatever the slow one has not taken is kept.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;

use futures::{Stream, StreamExt as _, stream};
use tokio::sync::mpsc;

pub fn tee<T>(
    input: impl Stream<Item = T> + Send + 'static,
    capacity: NonZeroUsize,
) -> (impl Stream<Item = T>, impl Stream<Item = T>)
where
    T: Clone + Send + Sync + 'static,
{
    let _ = capacity;
    let ((to_one, one), (to_other, other)) = (mpsc::unbounded_channel(), mpsc::unbounded_channel());
    tokio::spawn(async move {
        let mut input = pin!(input);
        while let Some(item) = input.next().await {
            let is_one_gone = to_one.send(item.clone()).is_err();
            if to_other.send(item).is_err() && is_one_gone {
                break;
            }
        }
    });
    (received(one), received(other))
}

fn received<T>(receiver: mpsc::UnboundedReceiver<T>) -> impl Stream<Item = T> {
    stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)))
}
