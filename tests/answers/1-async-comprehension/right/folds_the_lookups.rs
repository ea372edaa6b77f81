//! Task: looked_up_in_turn
//! A fold over the ids; each step awaits its lookup.

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    stream::iter(ids)
        .fold(Vec::new(), async |mut found, id| {
            found.push(lookup(id).await);
            found
        })
        .await
}
