//! Task: looked_up_together
//! A permit is acquired before the next id is taken.

pub use solution::*;

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::pin::pin;

use futures::StreamExt as _;
use futures::future::{Either, select};
use futures::stream::FuturesUnordered;
use tokio::sync::Semaphore;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let permits = Semaphore::new(limit.get().min(Semaphore::MAX_PERMITS));
    let found = RefCell::new(Vec::new());
    let (permits, lookup, slots) = (&permits, &lookup, &found);
    let mut running = FuturesUnordered::new();
    let mut ids = ids.into_iter().enumerate();
    loop {
        let permit = if running.is_empty() {
            permits.acquire().await
        } else {
            match select(pin!(permits.acquire()), running.next()).await {
                Either::Left((permit, _)) => permit,
                Either::Right(_) => continue,
            }
        };
        let Some((place, id)) = ids.next() else { break };
        slots.borrow_mut().push(None);
        running.push(async move {
            let _permit = permit;
            let result = lookup(id).await;
            slots.borrow_mut()[place] = Some(result);
        });
    }
    while running.next().await.is_some() {}
    drop(running);
    found.into_inner().into_iter().flatten().collect()
}
