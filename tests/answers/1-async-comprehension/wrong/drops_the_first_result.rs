//! Fails: looked_up_in_turn::gives_the_results_in_the_order_of_the_ids
//! Says: not every result is kept
//! The first lookup is awaited and forgotten.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut ids = ids.into_iter();
    if let Some(first) = ids.next() {
        lookup(first).await;
    }
    let mut found = Vec::new();
    for id in ids {
        found.push(lookup(id).await);
    }
    found
}
