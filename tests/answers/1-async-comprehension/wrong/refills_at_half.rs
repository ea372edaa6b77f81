//! Fails: looked_up_together::starts_as_many_as_the_limit_allows
//! Says: a free slot is not filled at once
//! New lookups start only when half of the places are free.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let limit = limit.get();
    let lookup = &lookup;
    let mut ids = ids.into_iter().enumerate();
    let mut in_flight = FuturesUnordered::new();
    let mut results = Vec::new();
    let mut more = true;
    loop {
        if more && in_flight.len() <= limit / 2 {
            while in_flight.len() < limit {
                let Some((place, id)) = ids.next() else {
                    more = false;
                    break;
                };
                in_flight.push(async move { (place, lookup(id).await) });
            }
        }
        match in_flight.next().await {
            Some(done) => results.push(done),
            None => break,
        }
    }
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}
