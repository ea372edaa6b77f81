//! Fails: looked_up_together::takes_no_id_before_there_is_room
//! Says: each gets a future that waits for a permit
//! All futures are made at once, and each waits for its permit.

pub use solution::*;

use futures::future::join_all;
use std::num::NonZeroUsize;
use tokio::sync::Semaphore;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let (lookup, permits) = (&lookup, &Semaphore::new(limit.get().min(Semaphore::MAX_PERMITS)));
    let futures = ids.into_iter().map(|id| async move {
        let _permit = permits.acquire().await;
        lookup(id).await
    });
    join_all(futures).await
}
