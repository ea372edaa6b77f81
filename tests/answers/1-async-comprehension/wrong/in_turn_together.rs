//! Fails: looked_up_in_turn::begins_a_lookup_when_the_one_before_is_done
//! Says: at most 1 of `lookup` in flight
//! A comprehension that was thought to be concurrent.

pub use solution::*;

use futures::future::join_all;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    join_all(ids.into_iter().map(|id| lookup(id))).await
}
