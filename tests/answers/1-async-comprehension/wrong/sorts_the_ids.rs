//! Fails: looked_up_together::gives_the_results_in_the_order_of_the_ids
//! Says: the ids are taken in another order
//! The order of the ids is changed before the first lookup.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut ids: Vec<u64> = ids.into_iter().collect();
    ids.sort_unstable();
    stream::iter(ids).map(|id| lookup(id)).buffered(limit.get()).collect().await
}
