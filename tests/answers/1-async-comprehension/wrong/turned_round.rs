//! Fails: looked_up_together::gives_the_results_in_the_order_of_the_ids
//! Says: the results are put into another order
//! The last one is taken first from a list.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut found: Vec<T> = stream::iter(ids).map(|id| lookup(id)).buffered(limit.get()).collect().await;
    found.reverse();
    found
}
