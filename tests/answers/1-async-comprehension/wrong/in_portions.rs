//! Fails: looked_up_together::starts_the_next_when_the_oldest_is_done
//! Says: a batch waits for its slowest lookup
//! A batch at a time.

pub use solution::*;

use futures::future::join_all;
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut ids = ids.into_iter().peekable();
    let mut found = Vec::new();
    while ids.peek().is_some() {
        let portion: Vec<u64> = ids.by_ref().take(limit.get()).collect();
        found.extend(join_all(portion.into_iter().map(|id| lookup(id))).await);
    }
    found
}
