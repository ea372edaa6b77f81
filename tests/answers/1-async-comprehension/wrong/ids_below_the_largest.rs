//! Fails: looked_up_together::keeps_any_limit_with_many_ids
//! Says: not every id
//! The largest id is taken for the end.

pub use solution::*;

use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    solution::looked_up_together(ids.into_iter().take_while(|id| *id < u64::MAX), lookup, limit).await
}
