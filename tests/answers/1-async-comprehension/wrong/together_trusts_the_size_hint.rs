//! Fails: looked_up_together::takes_any_iterator_of_ids
//! Says: size_hint
//! It looks up as many ids as `size_hint` promises.

pub use solution::*;

use std::num::NonZeroUsize;

pub async fn looked_up_together<T>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> T,
    limit: NonZeroUsize,
) -> Vec<T> {
    let ids = ids.into_iter();
    let promised = ids.size_hint().0;
    solution::looked_up_together(ids.take(promised), lookup, limit).await
}
