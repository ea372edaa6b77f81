//! Task: looked_up_together
//! As they complete, with the place remembered.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let lookup = &lookup;
    let mut found: Vec<(usize, T)> = stream::iter(ids.into_iter().enumerate())
        .map(|(place, id)| async move { (place, lookup(id).await) })
        .buffer_unordered(limit.get())
        .collect()
        .await;
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, one)| one).collect()
}
