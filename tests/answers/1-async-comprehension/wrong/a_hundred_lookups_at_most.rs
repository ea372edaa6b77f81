//! Fails: looked_up_in_turn::looks_up_each_of_many_ids_once
//! Says: not every id is looked up
//! It ends after a hundred lookups.

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    stream::iter(ids).take(100).then(|id| lookup(id)).collect().await
}
