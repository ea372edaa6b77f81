//! Fails: looked_up_together::gives_the_results_in_the_order_of_the_ids
//! Says: `buffer_unordered` does that
//! The results are in the order in which they came.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    stream::iter(ids).map(|id| lookup(id)).buffer_unordered(limit.get()).collect().await
}
