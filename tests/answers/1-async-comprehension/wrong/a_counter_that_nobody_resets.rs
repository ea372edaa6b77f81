//! Fails: looked_up_together::keeps_two_calls_apart
//! Says: share
//! A call that is dropped leaves its count behind.

pub use solution::*;

use std::cell::Cell;
use std::num::NonZeroUsize;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;

thread_local! {
    static IN_FLIGHT: Cell<usize> = const { Cell::new(0) };
}

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let mut ids = ids.into_iter();
    let mut running = FuturesOrdered::new();
    let mut found = Vec::new();
    loop {
        while running.is_empty() || IN_FLIGHT.get() < limit.get() {
            let Some(id) = ids.next() else { break };
            IN_FLIGHT.set(IN_FLIGHT.get() + 1);
            running.push_back(lookup(id));
        }
        let Some(result) = running.next().await else { return found };
        IN_FLIGHT.set(IN_FLIGHT.get() - 1);
        found.push(result);
    }
}
