//! Fails: looked_up_in_turn::takes_no_id_before_its_turn
//! Says: as by `peekable`
//! `peekable` looks whether there is another id, and takes it.

pub use solution::*;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut ids = ids.into_iter().peekable();
    let mut found = Vec::new();
    while let Some(id) = ids.next() {
        let is_last = ids.peek().is_none();
        found.push(lookup(id).await);
        if is_last {
            break;
        }
    }
    found
}
