//! Fails: looked_up_together::gives_the_results_in_the_order_of_the_ids
//! Says: not every id is looked up
//! The first id is not looked up.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    stream::iter(ids).skip(1).map(|id| lookup(id)).buffered(limit.get()).collect().await
}
