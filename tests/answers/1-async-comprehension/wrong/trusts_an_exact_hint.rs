//! Fails: looked_up_in_turn::takes_any_iterator_of_ids
//! Says: size_hint
//! If lower and upper bound are equal, it takes no more ids than they say.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let ids = ids.into_iter();
    let count = match ids.size_hint() {
        (lower, Some(upper)) if lower == upper => upper,
        _ => usize::MAX,
    };
    let mut results = Vec::new();
    for id in ids.take(count) {
        results.push(lookup(id).await);
    }
    results
}
