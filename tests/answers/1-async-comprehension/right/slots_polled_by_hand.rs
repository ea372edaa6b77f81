//! Task: looked_up_together
//! A list of boxed futures, all of which are polled whenever one is woken.

pub use solution::*;

use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::task::Poll;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut ids = ids.into_iter();
    let mut running = Vec::new();
    let mut found: Vec<Option<T>> = Vec::new();
    let mut is_empty = false;
    poll_fn(|cx| {
        loop {
            while running.len() < limit.get() && !is_empty {
                match ids.next() {
                    Some(id) => {
                        running.push((found.len(), Box::pin(lookup(id))));
                        found.push(None);
                    }
                    None => is_empty = true,
                }
            }
            let before = running.len();
            running.retain_mut(|(place, future)| match future.as_mut().poll(cx) {
                Poll::Ready(result) => {
                    found[*place] = Some(result);
                    false
                }
                Poll::Pending => true,
            });
            if running.is_empty() && is_empty {
                return Poll::Ready(());
            }
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    found.into_iter().flatten().collect()
}
