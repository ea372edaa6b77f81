//! Task: looked_up_in_turn
//! A `for` loop, as in Python.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut found = Vec::new();
    for id in ids {
        found.push(lookup(id).await);
    }
    found
}
