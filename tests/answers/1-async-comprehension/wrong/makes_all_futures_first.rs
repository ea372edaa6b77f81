//! Fails: looked_up_together::takes_no_id_before_there_is_room
//! Says: `lookup` is called for every id first
//! The futures are collected; only their polls are limited.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let lookups: Vec<_> = ids.into_iter().map(|id| lookup(id)).collect();
    stream::iter(lookups).buffered(limit.get()).collect().await
}
