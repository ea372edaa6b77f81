//! Fails: looked_up_together::never_has_more_in_flight_than_the_limit
//! Says: without a limit
//! `join_all` starts all of them.

pub use solution::*;

use futures::future::join_all;
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    _limit: NonZeroUsize,
) -> Vec<T> {
    join_all(ids.into_iter().map(|id| lookup(id))).await
}
