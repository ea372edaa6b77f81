//! Fails: try_looked_up::gives_the_results_in_the_order_of_the_ids
//! Says: another order
//! The results are not put in order.

use std::num::NonZeroUsize;

pub use solution::*;

use futures::{StreamExt as _, TryStreamExt as _, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    stream::iter(ids).map(|id| lookup(id)).buffer_unordered(limit.get()).try_collect().await
}
