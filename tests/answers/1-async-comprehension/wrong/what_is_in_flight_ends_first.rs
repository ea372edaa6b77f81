//! Fails: try_looked_up::returns_the_first_error_in_time
//! Says: those in flight
//! After an error, what is in flight is waited for.

use std::num::NonZeroUsize;

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let lookup = &lookup;
    let mut ids = ids.into_iter().enumerate();
    let mut running = FuturesUnordered::new();
    let mut found = Vec::new();
    let mut failed = None;
    loop {
        while failed.is_none() && running.len() < limit.get() {
            let Some((place, id)) = ids.next() else { break };
            running.push(async move { (place, lookup(id).await) });
        }
        match running.next().await {
            Some((place, Ok(result))) => found.push((place, result)),
            Some((_, Err(error))) => failed = failed.or(Some(error)),
            None => break,
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    found.sort_unstable_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, result)| result).collect())
}
