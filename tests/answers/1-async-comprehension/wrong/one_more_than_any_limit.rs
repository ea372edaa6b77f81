//! Fails: looked_up_together::keeps_any_limit_with_many_ids
//! Says: the limit is off by one
//! One lookup is started after the other places were filled.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    stream::iter(ids).map(|id| lookup(id)).buffered(limit.get().saturating_add(1)).collect().await
}
