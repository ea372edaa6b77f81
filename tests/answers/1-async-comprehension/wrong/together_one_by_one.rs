//! Fails: looked_up_together::starts_as_many_as_the_limit_allows
//! Says: each one is awaited before the next one starts
//! `then` awaits each future before it takes the next id.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    _limit: NonZeroUsize,
) -> Vec<T> {
    stream::iter(ids).then(|id| lookup(id)).collect().await
}
