//! Fails: try_looked_up::gives_the_results_in_the_order_of_the_ids
//! Says: the limit is not used
//! All lookups start together.

use std::num::NonZeroUsize;

pub use solution::*;

use futures::future::try_join_all;

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    try_join_all(ids.into_iter().map(|id| lookup(id))).await
}
