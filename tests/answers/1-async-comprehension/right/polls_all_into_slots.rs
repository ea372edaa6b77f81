//! Task: try_looked_up
//! Polls all in flight by hand, and puts results into their slots.

pub use solution::*;

use std::num::NonZeroUsize;
use std::task::Poll;

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let (mut ids, mut flight, mut found) = (ids.into_iter().fuse(), Vec::new(), Vec::new());
    let failed = std::future::poll_fn(|cx| {
        loop {
            while flight.len() < limit.get() {
                let Some(id) = ids.next() else { break };
                flight.push((found.len(), Box::pin(lookup(id))));
                found.push(None);
            }
            if flight.is_empty() {
                return Poll::Ready(None);
            }
            let (before, mut failed) = (flight.len(), None);
            flight.retain_mut(|(index, future)| {
                if failed.is_some() {
                    return true;
                }
                match future.as_mut().poll(cx) {
                    Poll::Pending => true,
                    Poll::Ready(Ok(value)) => {
                        found[*index] = Some(value);
                        false
                    }
                    Poll::Ready(Err(error)) => {
                        failed = Some(error);
                        false
                    }
                }
            });
            if failed.is_some() {
                return Poll::Ready(failed);
            }
            if flight.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    match failed {
        Some(error) => Err(error),
        None => Ok(found.into_iter().flatten().collect()),
    }
}
