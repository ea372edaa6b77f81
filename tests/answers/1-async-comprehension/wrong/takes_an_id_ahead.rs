//! Fails: looked_up_in_turn::takes_no_id_before_its_turn
//! Says: an id is taken while there is no room
//! The next id is taken before the lookup is awaited.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut ids = ids.into_iter();
    let mut found = Vec::new();
    let mut next = ids.next();
    while let Some(id) = next {
        next = ids.next();
        found.push(lookup(id).await);
    }
    found
}
