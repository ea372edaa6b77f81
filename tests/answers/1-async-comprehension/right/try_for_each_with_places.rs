//! Task: try_looked_up
//! `try_for_each_concurrent` puts each result into its place.

use std::cell::RefCell;
use std::num::NonZeroUsize;

pub use solution::*;

use futures::{StreamExt as _, TryStreamExt as _, stream};

pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let found = RefCell::new(Vec::new());
    let ids = stream::iter(ids).enumerate().map(Ok);
    ids.try_for_each_concurrent(limit.get(), async |(place, id)| {
        // It is called in the order of the ids.
        let result = lookup(id).await?;
        found.borrow_mut().push((place, result));
        Ok(())
    })
    .await?;
    let mut found = found.into_inner();
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, result)| result).collect())
}
