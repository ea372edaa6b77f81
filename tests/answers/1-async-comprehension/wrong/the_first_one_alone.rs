//! Fails: looked_up_together::starts_the_next_when_the_oldest_is_done
//! Says: a slot stays free
//! The others wait for the first.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut ids = ids.into_iter();
    let Some(first) = ids.next() else { return Vec::new() };
    let mut found = vec![lookup(first).await];
    found.extend(stream::iter(ids).map(|id| lookup(id)).buffered(limit.get()).collect::<Vec<T>>().await);
    found
}
