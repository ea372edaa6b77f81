//! Fails: looked_up_in_turn::begins_a_lookup_when_the_one_before_is_done
//! Says: it waits for more than the lookups
//! A pause after each one.

pub use solution::*;

use std::time::Duration;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut found = Vec::new();
    for id in ids {
        found.push(lookup(id).await);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    found
}
