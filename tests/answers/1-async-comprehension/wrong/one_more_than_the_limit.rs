//! Fails: looked_up_together::never_has_more_in_flight_than_the_limit
//! Says: the limit is off by one
//! Off by one.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    stream::iter(ids).map(|id| lookup(id)).buffered(limit.get() + 1).collect().await
}
