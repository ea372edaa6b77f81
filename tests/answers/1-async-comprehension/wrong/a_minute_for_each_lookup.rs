//! Fails: looked_up_together::waits_for_a_slow_lookup
//! Says: a lookup that takes long is given up
//! A lookup that takes longer than a minute is left out.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

use tokio::time::timeout;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let lookup = &lookup;
    let lookup = async move |id| timeout(Duration::from_secs(60), lookup(id)).await.ok();
    solution::looked_up_together(ids, lookup, limit).await.into_iter().flatten().collect()
}
