//! Fails: looked_up_in_turn::looks_up_each_of_many_ids_once
//! Says: a function calls itself
//! Each lookup is a call within the last one.

pub use solution::*;

async fn rest<T>(mut ids: impl Iterator<Item = u64>, lookup: &impl AsyncFn(u64) -> T, found: &mut Vec<T>) {
    if let Some(id) = ids.next() {
        found.push(lookup(id).await);
        Box::pin(rest(ids, lookup, found)).await;
    }
}

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut found = Vec::new();
    rest(ids.into_iter(), &lookup, &mut found).await;
    found
}
