//! Fails: tee::both_yield_all_items_in_order
//! Says: items are skipped for the slow one
//! A `broadcast` channel does not wait for anybody: whoever is slow misses items, and is told so by `Lagged`.

pub use solution::*;

use std::num::NonZeroUsize;
use std::pin::pin;

use futures::{Stream, StreamExt as _, stream};
use tokio::sync::broadcast;

pub fn tee<T>(
    input: impl Stream<Item = T> + Send + 'static,
    capacity: NonZeroUsize,
) -> (impl Stream<Item = T>, impl Stream<Item = T>)
where
    T: Clone + Send + Sync + 'static,
{
    let (sender, one) = broadcast::channel(capacity.get().min(1 << 16));
    let other = sender.subscribe();
    tokio::spawn(async move {
        let mut input = pin!(input);
        while let Some(item) = input.next().await {
            if sender.send(item).is_err() {
                break;
            }
            tokio::task::yield_now().await;
        }
    });
    (received(one), received(other))
}

fn received<T: Clone>(receiver: broadcast::Receiver<T>) -> impl Stream<Item = T> {
    stream::unfold(receiver, async |mut receiver| {
        loop {
            match receiver.recv().await {
                Ok(item) => return Some((item, receiver)),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    })
}
