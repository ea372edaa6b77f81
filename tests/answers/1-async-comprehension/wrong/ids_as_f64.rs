//! Fails: looked_up_in_turn::looks_up_each_of_many_ids_once
//! Says: other ids are looked up
//! Ids go through an `f64`, as in JSON.

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let ids = ids.into_iter().map(|id| id as f64);
    stream::iter(ids).then(|id| lookup(id as u64)).collect().await
}
