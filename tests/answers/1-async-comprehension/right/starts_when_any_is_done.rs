//! Task: looked_up_together
//! The next lookup starts as soon as any is done; early results wait in a map for their turn.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let lookup = &lookup;
    let mut ids = ids.into_iter().enumerate();
    let mut running = FuturesUnordered::new();
    let mut early = BTreeMap::new();
    let mut found = Vec::new();
    loop {
        while running.len() < limit.get() {
            let Some((place, id)) = ids.next() else { break };
            running.push(async move { (place, lookup(id).await) });
        }
        let Some((place, result)) = running.next().await else { return found };
        early.insert(place, result);
        while let Some(result) = early.remove(&found.len()) {
            found.push(result);
        }
    }
}
