//! Fails: looked_up_in_turn::takes_any_iterator_of_ids
//! Says: size_hint
//! It looks up as many ids as `size_hint` promises.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut ids = ids.into_iter();
    let mut found = Vec::new();
    for _ in 0..ids.size_hint().0 {
        if let Some(id) = ids.next() {
            found.push(lookup(id).await);
        }
    }
    found
}
