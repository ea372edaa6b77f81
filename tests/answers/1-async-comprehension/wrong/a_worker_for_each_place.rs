//! Fails: looked_up_together::accepts_the_largest_limit
//! Says: something is made or reserved for each place
//! As many workers as the limit allows, which share the ids.

pub use solution::*;

use futures::future::join_all;
use std::cell::RefCell;
use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let ids = RefCell::new(ids.into_iter().enumerate());
    let found = RefCell::new(Vec::new());
    let worker = async |_| {
        loop {
            let next = ids.borrow_mut().next();
            let Some((place, id)) = next else { break };
            let result = lookup(id).await;
            found.borrow_mut().push((place, result));
        }
    };
    join_all((0..limit.get()).map(|number| worker(number))).await;
    let mut found = found.into_inner();
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, result)| result).collect()
}
