//! Task: try_looked_up
//! The first error is left in a variable, and ends the stream.

use std::future::ready;
use std::num::NonZeroUsize;

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let mut failed = None;
    let numbered = async |(place, id)| (place, lookup(id).await);
    let mut found: Vec<(usize, T)> = stream::iter(ids)
        .enumerate()
        .map(|id| numbered(id))
        .buffer_unordered(limit.get())
        .scan((), |(), (place, result)| {
            ready(result.map_err(|error| failed = Some(error)).ok().map(|result| (place, result)))
        })
        .collect()
        .await;
    if let Some(error) = failed {
        return Err(error);
    }
    found.sort_unstable_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, result)| result).collect())
}
