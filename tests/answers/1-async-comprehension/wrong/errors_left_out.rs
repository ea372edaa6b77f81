//! Fails: try_looked_up::returns_the_first_error_in_time
//! Says: errors are left out
//! Only what succeeds is kept.

use std::num::NonZeroUsize;

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let found = stream::iter(ids).map(|id| lookup(id)).buffered(limit.get());
    Ok(found.filter_map(|result| std::future::ready(result.ok())).collect().await)
}
