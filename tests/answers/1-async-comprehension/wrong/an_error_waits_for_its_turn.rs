//! Fails: try_looked_up::returns_the_first_error_in_time
//! Says: waits for its turn
//! `try_buffered` keeps the order of errors, too.

use std::num::NonZeroUsize;

pub use solution::*;

use futures::{StreamExt as _, TryStreamExt as _, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    stream::iter(ids).map(|id| Ok(lookup(id))).try_buffered(limit.get()).try_collect().await
}
