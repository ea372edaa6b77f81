//! Task: looked_up_in_turn
//! `buffered(1)` is one lookup after the other.

pub use solution::*;

use futures::{StreamExt as _, stream};

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    stream::iter(ids).map(|id| lookup(id)).buffered(1).collect().await
}
