//! Task: looked_up_in_turn
//! A stream by `unfold` over the iterator of ids.

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let lookup = &lookup;
    stream::unfold(ids.into_iter(), |mut ids| async move {
        let id = ids.next()?;
        Some((lookup(id).await, ids))
    })
    .collect()
    .await
}
