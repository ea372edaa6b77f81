//! Fails: try_looked_up::gives_the_results_in_the_order_of_the_ids
//! Says: never more than 1 in flight
//! One lookup after the other.

pub use solution::*;

use std::num::NonZeroUsize;
pub async fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> Result<Vec<T>, E> {
    let mut found = Vec::new();
    for id in ids {
        found.push(lookup(id).await?);
    }
    Ok(found)
}
