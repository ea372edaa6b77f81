//! Fails: try_looked_up::returns_the_first_error_in_time
//! Says: other lookups start after the error
//! Starts the next lookup before it looks at the result of the one that made room for it.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::{StreamExt, stream::FuturesUnordered};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let lookup = &lookup;
    let mut ids = ids.into_iter().enumerate().fuse();
    let start = |(index, id)| {
        let future = lookup(id);
        async move { (index, future.await) }
    };
    let (mut flight, mut found) = (FuturesUnordered::new(), Vec::new());
    flight.extend(ids.by_ref().take(limit.get()).map(start));
    while let Some((index, result)) = flight.next().await {
        flight.extend(ids.next().map(start));
        found.push((index, result?));
    }
    found.sort_by_key(|(index, _): &(usize, T)| *index);
    Ok(found.into_iter().map(|(_, value)| value).collect())
}
