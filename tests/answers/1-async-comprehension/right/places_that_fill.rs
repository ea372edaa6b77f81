//! Task: looked_up_together
//! Results go to their places as they come.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let lookup = &lookup;
    let mut ids = ids.into_iter().fuse();
    let mut places: Vec<Option<T>> = Vec::new();
    let mut in_flight = FuturesUnordered::new();
    loop {
        while in_flight.len() < limit.get() {
            let Some(id) = ids.next() else {
                break;
            };
            let place = places.len();
            places.push(None);
            in_flight.push(async move { (place, lookup(id).await) });
        }
        let Some((place, result)) = in_flight.next().await else {
            return places.into_iter().flatten().collect();
        };
        places[place] = Some(result);
    }
}
