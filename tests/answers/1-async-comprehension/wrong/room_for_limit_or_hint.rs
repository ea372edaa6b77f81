//! Fails: looked_up_together::accepts_the_largest_limit
//! Says: made or reserved for each place
//! It reserves the smaller one of limit and size hint, both of which may be far too high.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::{StreamExt as _, stream};

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let ids = ids.into_iter();
    let mut results = Vec::with_capacity(limit.get().min(ids.size_hint().0));
    let mut lookups = stream::iter(ids).map(|id| lookup(id)).buffered(limit.get());
    while let Some(result) = lookups.next().await {
        results.push(result);
    }
    results
}
