//! Fails: try_looked_up::takes_any_iterator_of_ids
//! Says: size_hint
//! The limit is cut to the upper bound of the size hint, which may be too low.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::{StreamExt as _, TryStreamExt as _, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let ids = ids.into_iter();
    let limit = ids.size_hint().1.unwrap_or(usize::MAX).clamp(1, limit.get());
    let lookup = &lookup;
    let mut results: Vec<(usize, T)> = stream::iter(ids.enumerate())
        .map(|(index, id)| async move { Ok((index, lookup(id).await?)) })
        .buffer_unordered(limit)
        .try_collect()
        .await?;
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
