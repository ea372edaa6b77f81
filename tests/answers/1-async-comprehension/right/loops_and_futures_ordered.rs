//! Task: looked_up_together
//! A loop in turn; `FuturesOrdered`, filled by hand, together.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use std::num::NonZeroUsize;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut found = Vec::new();
    for id in ids {
        found.push(lookup(id).await);
    }
    found
}

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut ids = ids.into_iter();
    let mut in_flight: FuturesOrdered<_> = ids.by_ref().take(limit.get()).map(|id| lookup(id)).collect();
    let mut found = Vec::new();
    while let Some(one) = in_flight.next().await {
        found.push(one);
        if let Some(id) = ids.next() {
            in_flight.push_back(lookup(id));
        }
    }
    found
}
