//! Fails: looked_up_together::takes_no_id_before_there_is_room
//! Says: as by `peekable`
//! It looks whether there is another id while all places are taken.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut ids = ids.into_iter().peekable();
    let mut running = FuturesOrdered::new();
    let mut found = Vec::new();
    while ids.peek().is_some() || !running.is_empty() {
        if running.len() < limit.get()
            && let Some(id) = ids.next()
        {
            running.push_back(lookup(id));
        } else {
            found.extend(running.next().await);
        }
    }
    found
}
