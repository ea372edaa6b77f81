//! Fails: try_looked_up::keeps_a_very_large_limit_and_takes_very_many_ids
//! Says: whatever the limit: a limit of its own
//! Never more than ten thousand at a time.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::{StreamExt, TryStreamExt, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let lookup = &lookup;
    let mut found: Vec<(usize, T)> = stream::iter(ids.into_iter().enumerate())
        .map(async |(index, id)| Ok((index, lookup(id).await?)))
        .buffer_unordered(limit.get().min(10_000))
        .try_collect()
        .await?;
    found.sort_by_key(|(index, _)| *index);
    Ok(found.into_iter().map(|(_, value)| value).collect())
}
