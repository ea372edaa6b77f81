//! Fails: looked_up_in_turn::looks_up_each_of_many_ids_once
//! Says: other ids are looked up
//! Large ids lose their upper half.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut found = Vec::new();
    for id in ids {
        found.push(lookup(u64::from(id as u32)).await);
    }
    found
}
