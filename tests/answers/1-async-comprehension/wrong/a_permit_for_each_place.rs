//! Fails: looked_up_together::accepts_the_largest_limit
//! Says: a semaphore gets as many permits
//! A semaphore cannot have as many permits as a `usize` can count.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;
use tokio::sync::Semaphore;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let permits = Semaphore::new(limit.get());
    let futures = stream::iter(ids).map(async |id| {
        let _permit = permits.acquire().await;
        lookup(id).await
    });
    futures.buffered(limit.get()).collect().await
}
