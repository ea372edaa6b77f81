//! Fails: looked_up_together::keeps_a_very_large_limit_and_takes_very_many_ids
//! Says: limit
//! The limit goes through a `u16`.

pub use solution::*;

use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let limit = NonZeroUsize::new(usize::from(limit.get() as u16)).unwrap_or(NonZeroUsize::MIN);
    solution::looked_up_together(ids, lookup, limit).await
}
