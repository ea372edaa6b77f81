//! Fails: tee::one_goes_on_when_the_other_is_dropped
//! Says: item in hand is lost
//! `try_join!` drops the other send when one fails: the item in hand is lost.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::num::NonZeroUsize;
use std::pin::pin;
use tokio::sync::{Semaphore, mpsc};

fn yields<T>(mut receiver: mpsc::Receiver<T>) -> impl Stream<Item = T> {
    futures::stream::poll_fn(move |cx| receiver.poll_recv(cx))
}

pub fn tee<T>(
    input: impl Stream<Item = T> + Send + 'static,
    capacity: NonZeroUsize,
) -> (impl Stream<Item = T>, impl Stream<Item = T>)
where
    T: Clone + Send + Sync + 'static,
{
    let room = capacity.get().min(Semaphore::MAX_PERMITS);
    let (left, left_out) = mpsc::channel(room);
    let (right, right_out) = mpsc::channel(room);
    tokio::spawn(async move {
        let mut input = pin!(input);
        loop {
            let item = tokio::select! {
                item = input.next() => item,
                () = async { left.closed().await; right.closed().await } => None,
            };
            let Some(item): Option<T> = item else { break };
            if left.is_closed() {
                if right.send(item).await.is_err() {
                    break;
                }
            } else if right.is_closed() {
                if left.send(item).await.is_err() {
                    break;
                }
            } else {
                let _ = tokio::try_join!(left.send(item.clone()), right.send(item));
            }
        }
    });
    (yields(left_out), yields(right_out))
}
