//! Task: try_looked_up
//! `buffer_unordered` yields results with their places, which a map puts in order.

pub use solution::*;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use futures::{StreamExt as _, TryStreamExt as _, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let lookup = &lookup;
    let mut results = stream::iter(ids)
        .enumerate()
        .map(|(place, id)| async move { lookup(id).await.map(|result| (place, result)) })
        .buffer_unordered(limit.get());
    let mut places = BTreeMap::new();
    while let Some((place, result)) = results.try_next().await? {
        places.insert(place, result);
    }
    Ok(places.into_values().collect())
}
