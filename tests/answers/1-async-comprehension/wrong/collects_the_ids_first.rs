//! Fails: looked_up_together::takes_no_id_before_there_is_room
//! Says: all ids are taken at the start
//! All ids are in memory before the first lookup.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let ids: Vec<u64> = ids.into_iter().collect();
    stream::iter(ids).map(|id| lookup(id)).buffered(limit.get()).collect().await
}
