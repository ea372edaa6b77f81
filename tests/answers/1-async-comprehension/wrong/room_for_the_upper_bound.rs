//! Fails: looked_up_in_turn::takes_any_iterator_of_ids
//! Says: size_hint
//! Room is made for as many results as there are at most.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let ids = ids.into_iter();
    let mut found = Vec::with_capacity(ids.size_hint().1.unwrap_or_default());
    for id in ids {
        found.push(lookup(id).await);
    }
    found
}
