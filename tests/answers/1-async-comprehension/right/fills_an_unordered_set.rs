//! Task: try_looked_up
//! `FuturesUnordered`, filled by hand, and a map for the results.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

pub use solution::*;

use futures::stream::{FuturesUnordered, TryStreamExt as _};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let lookup = &lookup;
    let mut ids = ids.into_iter().enumerate().fuse();
    let mut running = FuturesUnordered::new();
    let mut found = BTreeMap::new();
    loop {
        while running.len() < limit.get() {
            let Some((place, id)) = ids.next() else { break };
            running.push(async move { lookup(id).await.map(|result| (place, result)) });
        }
        let Some((place, result)) = running.try_next().await? else { return Ok(found.into_values().collect()) };
        found.insert(place, result);
    }
}
