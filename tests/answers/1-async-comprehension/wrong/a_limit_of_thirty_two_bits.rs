//! Fails: looked_up_together::keeps_a_very_large_limit_and_takes_very_many_ids
//! Says: limit
//! The limit goes through a `u32`.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    stream::iter(ids).map(|id| lookup(id)).buffered(limit.get() as u32 as usize).collect().await
}
