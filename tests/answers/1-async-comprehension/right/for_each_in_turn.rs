//! Task: looked_up_in_turn
//! `for_each` awaits each lookup, and a list borrowed by the closure gets its result.

pub use solution::*;

use std::cell::RefCell;

use futures::{StreamExt as _, stream};

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let found = RefCell::new(Vec::new());
    stream::iter(ids)
        .for_each(async |id| {
            let result = lookup(id).await;
            found.borrow_mut().push(result);
        })
        .await;
    found.into_inner()
}
