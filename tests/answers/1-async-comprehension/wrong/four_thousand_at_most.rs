//! Fails: looked_up_together::keeps_a_very_large_limit_and_takes_very_many_ids
//! Says: limit of its own
//! There is a limit behind the limit.

pub use solution::*;

use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    solution::looked_up_together(ids, lookup, limit.min(NonZeroUsize::MIN.saturating_add(4095))).await
}
