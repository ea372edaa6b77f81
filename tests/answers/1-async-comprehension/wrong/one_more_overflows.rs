//! Fails: looked_up_together::accepts_the_largest_limit
//! Says: the limit is added to
//! The largest limit and one more is too much for a `usize`.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut ids = ids.into_iter();
    let mut running = FuturesOrdered::new();
    let mut found = Vec::new();
    loop {
        while running.len() + 1 < limit.get() + 1 {
            let Some(id) = ids.next() else { break };
            running.push_back(lookup(id));
        }
        match running.next().await {
            Some(result) => found.push(result),
            None => return found,
        }
    }
}
