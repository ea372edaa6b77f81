//! Fails: looked_up_together::keeps_two_calls_apart
//! Says: share
//! All calls together keep the limit of the first.

pub use solution::*;

use std::num::NonZeroUsize;
use std::sync::OnceLock;

use tokio::sync::Semaphore;

static IN_FLIGHT: OnceLock<Semaphore> = OnceLock::new();

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let in_flight = IN_FLIGHT.get_or_init(|| Semaphore::new(limit.get().min(Semaphore::MAX_PERMITS)));
    let lookup = &lookup;
    let lookup = async move |id| {
        let _permit = in_flight.acquire().await;
        lookup(id).await
    };
    solution::looked_up_together(ids, lookup, limit).await
}
