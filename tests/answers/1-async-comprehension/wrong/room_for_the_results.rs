//! Fails: looked_up_together::accepts_the_largest_limit
//! Says: something is made or reserved for each place
//! Room for as many results as there may be lookups.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut found = Vec::with_capacity(limit.get());
    let mut results = std::pin::pin!(stream::iter(ids).map(|id| lookup(id)).buffered(limit.get()));
    while let Some(result) = results.next().await {
        found.push(result);
    }
    found
}
