//! Fails: try_looked_up::returns_the_first_error_in_time
//! Says: only then the error
//! All results are collected, and then examined.

use std::num::NonZeroUsize;

pub use solution::*;

use futures::{StreamExt as _, TryStreamExt as _, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let numbered = async |(place, id)| (place, lookup(id).await);
    let lookups = stream::iter(ids).enumerate().map(|id| numbered(id)).buffer_unordered(limit.get());
    let mut found = Vec::new();
    let mut failed = None;
    let mut lookups = std::pin::pin!(lookups);
    while let Some((place, result)) = lookups.next().await {
        match result {
            Ok(result) => found.push((place, result)),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    found.sort_unstable_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, result)| result).collect())
}
