//! Task: looked_up_together
//! Polls all lookups in flight by hand, each time.

pub use solution::*;

use std::num::NonZeroUsize;
use std::task::Poll;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let (mut ids, mut flight, mut found) = (ids.into_iter().fuse(), Vec::new(), Vec::new());
    std::future::poll_fn(|cx| {
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
