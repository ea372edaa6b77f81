//! Fails: looked_up_together::keeps_any_limit_with_many_ids
//! Says: a free slot is not filled at once
//! New lookups start only when half of the places are free.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let lookup = &lookup;
    let mut ids = ids.into_iter().enumerate();
    let mut running = FuturesUnordered::new();
    let mut found = Vec::new();
    loop {
        if running.len() <= limit.get() / 2 {
            for (place, id) in ids.by_ref().take(limit.get() - running.len()) {
                running.push(async move { (place, lookup(id).await) });
            }
        }
        match running.next().await {
            Some(result) => found.push(result),
            None => break,
        }
    }
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, result)| result).collect()
}
