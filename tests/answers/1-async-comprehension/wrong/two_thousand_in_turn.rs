//! Fails: looked_up_in_turn::looks_up_each_of_many_ids_once
//! Says: not every id
//! It ends after two thousand ids.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    solution::looked_up_in_turn(ids.into_iter().take(2000), lookup).await
}
