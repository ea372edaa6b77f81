//! Task: looked_up_together
//! `for_each_concurrent`, which writes each result to its place.

pub use solution::*;

use futures::{StreamExt as _, stream};
use std::cell::RefCell;
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let found = RefCell::new(Vec::new());
    stream::iter(ids)
        .for_each_concurrent(limit.get(), async |id| {
            let place = {
                let mut found = found.borrow_mut();
                found.push(None);
                found.len() - 1
            };
            let one = lookup(id).await;
            found.borrow_mut()[place] = Some(one);
        })
        .await;
    found.into_inner().into_iter().flatten().collect()
}
