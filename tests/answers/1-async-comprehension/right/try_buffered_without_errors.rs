//! Task: looked_up_together
//! `try_buffered` with an error that cannot occur.

pub use solution::*;

use std::convert::Infallible;
use std::num::NonZeroUsize;

use futures::{StreamExt as _, TryStreamExt as _, stream};

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let lookup = &lookup;
    let lookups = stream::iter(ids).map(|id| Ok(async move { Ok::<T, Infallible>(lookup(id).await) }));
    match lookups.try_buffered(limit.get()).try_collect().await {
        Ok(found) => found,
        Err(never) => match never {},
    }
}
