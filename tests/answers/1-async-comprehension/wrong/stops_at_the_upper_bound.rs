//! Fails: looked_up_in_turn::takes_any_iterator_of_ids
//! Says: it is only what is known before
//! Stops at the upper bound of the size hint, if there is one and it is not zero.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let ids = ids.into_iter();
    let most = ids.size_hint().1.filter(|most| *most > 0).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for id in ids.take(most) {
        found.push(lookup(id).await);
    }
    found
}
