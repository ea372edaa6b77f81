//! Fails: looked_up_together::keeps_two_calls_apart
//! Says: without keeping the waker
//! Polls everything by hand, with the waker of the first poll.

pub use solution::*;

use std::num::NonZeroUsize;
use std::task::{Context, Poll};

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let (mut ids, mut flight, mut found) = (ids.into_iter().fuse(), Vec::new(), Vec::new());
    let mut waker = None;
    std::future::poll_fn(|cx| {
        let waker = waker.get_or_insert_with(|| cx.waker().clone());
        let cx = &mut Context::from_waker(waker);
        loop {
            while flight.len() < limit.get() {
                let Some(id) = ids.next() else { break };
                flight.push((found.len(), Box::pin(lookup(id))));
                found.push(None);
            }
            if flight.is_empty() {
                return Poll::Ready(());
            }
            let before = flight.len();
            flight.retain_mut(|(index, future)| match future.as_mut().poll(cx) {
                Poll::Pending => true,
                Poll::Ready(value) => {
                    found[*index] = Some(value);
                    false
                }
            });
            if flight.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    found.into_iter().flatten().collect()
}
